// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing

@testable import CalendarService

@Suite(.needsPostgres) struct WhenAppointmentChangedTests {
    private func title(_ database: PostgresPool) async throws -> String? {
        let lookup = AppointmentLookup(database: database, source: AppointmentOwner().source)
        return try await lookup.find("3f0c", trace: nil, until: Deadline(in: .seconds(5))).title
    }

    @Test(arguments: 1...5) func shuffledAndRepeatedEventsEndInTheNewestFacts(seed: UInt64) async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let reaction = WhenAppointmentChanged(database: database)
            var generator = SeededGenerator(seed: seed)
            let events = (1...6).map { version in
                CalendarFixture.event(.sample(title: "title \(version)", version: version), id: "event-\(version)")
            }
            for event in (events + events).shuffled(using: &generator) {
                try await reaction.react(event)
            }
            #expect(try await title(database) == "title 6")
            let inbox = try await database.read(
                .background, until: .now.advanced(by: .seconds(5)), "select message_id from inbox")
            #expect(inbox.first?.count == 6)
        }
    }

    @Test func aCancellationByEventEndsTheExport() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let reaction = WhenAppointmentChanged(database: database)
            try await reaction.react(CalendarFixture.event(.sample()))
            #expect(try await title(database) == "Advice")
            try await reaction.react(CalendarFixture.event(.sample(cancelled: true, version: 2)))
            await #expect(throws: Refusal(.notFound)) { _ = try await title(database) }
        }
    }

    @Test func factsWithoutRealTimesAreUndecodable() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            var facts = AppointmentFacts.sample()
            facts.end = "2022-02-30T00:00:00Z"
            await #expect(throws: UndecodableEvent.self) {
                try await WhenAppointmentChanged(database: database).react(CalendarFixture.event(facts))
            }
        }
    }
}
