// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

/// Ten thousand reminders that fall due in one second, and a provider that only counts; how long it takes is measured
/// by `make bench`.
@Suite(.needsPostgres) struct DispatcherCapacityTests {
    private static let count = 10_000

    @Test func tenThousandAtOnceLeaveOnceEach() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let plan = [PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H")]
            for number in 0..<100 {
                let customers = (0..<100).map { "customer-\(number)-\($0)" }
                let facts = Facts.appointment(id: "appointment-\(number)", customers: customers, plan: plan)
                fixture.neighbours.know(
                    templates: #"[{"type":"REMINDER","channel":"EMAIL","period":"PT1H","textBody":"{{time24}}"}]"#,
                    of: facts.id)
                try await fixture.schedule(facts)
            }
            fixture.time.pass(try Instant(rfc3339: "2030-01-31T18:00:00.0Z") - fixture.time.clock.now())
            let dispatchers = [fixture.dispatcher(connections: 64), fixture.dispatcher(connections: 64)]
            await withTaskGroup(of: Void.self) { group in
                for dispatcher in dispatchers {
                    group.addTask {
                        while let count = try? await dispatcher.turn(), count > 0 {}
                    }
                }
            }
            #expect(Set(fixture.mailbox.messages.map(\.id)).count == Self.count)
            #expect(fixture.mailbox.messages.count == Self.count)
            let left = try await fixture.read("select count(*) as n from notifications where state <> 'sent'")
            #expect(try left.first?.decode("n", as: Int.self) == 0)
        }
    }
}
