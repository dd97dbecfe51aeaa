// SPDX-License-Identifier: Apache-2.0
import Observability
import TestSupport
import Testing
import Time

@testable import NotificationsService

/// What an operator is told of the ledger.
@Suite(.needsPostgres) struct LedgerSampleTests {
    @Test func whatIsDueAndSinceWhenIsToldUntilItIsSent() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let registry = MetricRegistry()
            let sample = LedgerSample(database: fixture.database, clock: fixture.time.clock, registry: registry)
            func value(_ name: String) -> Double? {
                let line = registry.exposition.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
                return line.flatMap { Double($0.dropFirst(name.count + 1)) }
            }
            await sample.take()
            #expect(value("appointments_notifications_due") == 0)
            #expect(value("appointments_notification_oldest_due_seconds") == 0)
            try await fixture.schedule()
            fixture.time.pass(.seconds(90))
            await sample.take()
            let due = try #require(value("appointments_notifications_due"))
            let planned = try #require(value(#"appointments_notifications{state="planned"}"#))
            #expect(due >= 1 && planned >= due)
            #expect((90..<600).contains(value("appointments_notification_oldest_due_seconds") ?? 0))
            while try await fixture.dispatcher.turn() > 0 {}
            await sample.take()
            #expect(value("appointments_notifications_due") == 0)
            #expect(value("appointments_notification_oldest_due_seconds") == 0)
            #expect(value("appointments_samples_failed_total") == 0)
        }
    }
}
