// SPDX-License-Identifier: Apache-2.0
import Contract
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import SchedulingService

extension Trait where Self == ConditionTrait {
    static var needsPostgres: Self {
        .enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipReason)")
    }
}

/// A database with the messaging tables, as the scheduling service sees it.
enum OutboxFixture {
    static func with(_ body: (PostgresPool, Outbox, WakeSignal) async throws -> Void) async throws {
        let template = TestDatabase.Template("outbox", ["scheduling": SchedulingService.migrations])
        try await TestDatabase.with(template) { database in
            try await database.withPool("scheduling") { pool in
                let nudge = WakeSignal()
                try await body(pool, Outbox(service: .scheduling, clock: .system, nudge: nudge), nudge)
            }
        }
    }
}
