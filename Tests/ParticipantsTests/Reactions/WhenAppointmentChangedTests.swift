// SPDX-License-Identifier: Apache-2.0
import Outbox
import Postgres
import SchedulingContract
import Testing

@testable import ParticipantsService

@Suite(.needsPostgres) struct WhenAppointmentChangedTests {
    @Test(arguments: 1...5) func shuffledAndRepeatedEventsEndInTheNewestFacts(seed: UInt64) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var generator = SeededGenerator(seed: seed)
            let versions = Array(1...6)
            for version in (versions + versions).shuffled(using: &generator) {
                try await fixture.react(
                    to: .sample(agent: "agent-\(version)", version: version), event: "event-\(version)")
            }
            let rows = try await fixture.rows("select organizer_id, agent_ids, confirmed from appointments")
            let row = try #require(rows.first)
            #expect(try row.decode("organizer_id", as: String.self) == "agent-6")
            #expect(try row.decode("agent_ids", as: [String].self) == ["agent-6"])
            #expect(try row.decode("confirmed", as: Bool.self))
            #expect(try await fixture.rows("select message_id from inbox").count == 6)
        }
    }

    @Test func anOldSnapshotConfirmsACustomerWhoTookPartThen() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            _ = try await fixture.add("p-3", username: "sue")
            try await fixture.react(to: .sample(version: 3))
            try await fixture.react(to: .sample(customers: ["p-1", "p-2", "p-3"], version: 2))
            let rows = try await fixture.rows("select confirmed from participants where id = 'p-3'")
            #expect(try rows.first?.decode("confirmed", as: Bool.self) == true)
            let appointments = try await fixture.rows("select customer_ids from appointments")
            #expect(try appointments.first?.decode("customer_ids", as: [String].self) == ["p-1", "p-2"])
        }
    }

    @Test func factsWithoutRealTimesAreUndecodable() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            var unclearStart = AppointmentFacts.sample()
            unclearStart.start = "soon"
            var unclearEnd = AppointmentFacts.sample()
            unclearEnd.endedAt = "late"
            for facts in [unclearStart, unclearEnd] {
                await #expect(throws: UndecodableEvent.self) { try await fixture.react(to: facts) }
            }
            #expect(try await fixture.rows("select message_id from inbox").isEmpty)
        }
    }
}
