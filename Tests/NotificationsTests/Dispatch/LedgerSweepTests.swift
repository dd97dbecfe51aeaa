// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct LedgerSweepTests {
    @Test func onlyWhatIsLongSettledOrOverGoes() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Facts.appointment(id: "a1", customers: ["sent"]))
            _ = try await fixture.dispatcher.turn()
            try await fixture.schedule(Facts.appointment(id: "a2", customers: ["planned"]))
            let sweep = LedgerSweep(
                database: fixture.database, clock: fixture.time.clock, logger: TestDatabase.logger)
            fixture.time.pass(LedgerSweep.settledFor)
            #expect(try await sweep.sweep() == 0)
            fixture.time.pass(.seconds(1))
            #expect(try await sweep.sweep() == 1)
            #expect(try await fixture.entries() == ["planned planned 0"])
            #expect(try await fixture.read("select id from appointments").count == 2)
            fixture.time.pass(LedgerSweep.overFor)
            #expect(try await sweep.sweep() == 2)
            #expect(try await fixture.entries() == ["planned planned 0"])
        }
    }
}
