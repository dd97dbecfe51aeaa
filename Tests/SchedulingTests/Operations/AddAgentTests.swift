// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct AddAgentTests {
    @Test func theAgentTakesPartAndIsBusyFromThenOn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            let answer = try await fixture.addAgent("agent-2", to: id)
            #expect(answer.etag == "\"2\"")
            #expect(answer.participants.suffix(2) == ["AGENT agent-1", "AGENT agent-2"])
            #expect(answer.json["organizer"]?["id"]?.text == "sup-1")
            #expect(try await fixture.find(id, by: .agent("agent-2")) == answer)
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentParticipantAdded.name && last.sequence == 2)
            #expect(last.change.current.revision == 0)
            let refusal = await #expect(throws: Refusal.self) { try await fixture.scheduled(agent: "agent-2") }
            #expect(refusal?.type == .slotTaken)
            // A move needs all of them.
            _ = try await fixture.scheduled(at: "2030-01-09T10:00:00Z", agent: "agent-2")
            let onto = #"{"id": "\#(id)", "start": "2030-01-09T10:00:00Z", "duration": "PT30M"}"#
            let move = await #expect(throws: Refusal.self) { try await fixture.reschedule(onto) }
            #expect(move?.type == .slotTaken)
        }
    }

    @Test func whoIsThereIsNotAddedAgain() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let answer = try await fixture.schedule(.booking(agent: "agent-1"))
            let id = try #require(answer.json["id"]?.text)
            for present in ["agent-1", answer.customer()] {
                await #expect(throws: Refusal(.participantPresent)) { try await fixture.addAgent(present, to: id) }
            }
            // An organizer who takes no part can be added.
            #expect(try await fixture.addAgent("sup-1", to: id).participants.last == "AGENT sup-1")
            #expect(try await fixture.events(of: id).count == 2)
        }
    }

    @Test func aBusyAgentIsRefusedWithTimesAtWhichBothAreFree() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            _ = try await fixture.scheduled(at: "2030-01-08T09:45:00Z", agent: "agent-2")
            _ = try await fixture.scheduled(at: "2030-01-08T10:50:00Z", agent: "agent-1")
            let refusal = await #expect(throws: Refusal.self) { try await fixture.addAgent("agent-2", to: id) }
            #expect(refusal?.type == .slotTaken)
            // Its own half hour is no obstacle; the others' are, up to the minute they touch.
            #expect(
                refusal?.alternatives
                    == ["10:15", "10:20", "11:20", "11:25", "11:30"].map { "2030-01-08T\($0):00.0Z" })
            #expect(try await fixture.find(id).etag == "\"1\"")
            #expect(try await fixture.count("select count(*) from occupancy where agent_id = 'agent-2'") == 1)
        }
    }

    @Test func anEndedAppointmentTakesNobodyIn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            try await fixture.markEnded(id)
            await #expect(throws: Refusal(.appointmentEnded)) { try await fixture.addAgent("agent-2", to: id) }
        }
    }

    @Test func rightsFieldsAndVersionsAreChecked() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            await #expect(throws: Refusal(.notFound)) { try await fixture.addAgent("a", to: id, by: .stranger) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.addAgent("a", to: "unknown") }
            await #expect(throws: Refusal(.forbidden)) {
                try await fixture.addAgent("agent-2", to: id, by: .agent("agent-2"))
            }
            let invalid = await #expect(throws: Refusal.self) { try await fixture.addAgent("", to: id) }
            #expect(invalid?.faults.map(\.pointer) == ["/userId"])
            await #expect(throws: Refusal(.stale)) { try await fixture.addAgent("a", to: id, ifMatch: "\"2\"") }
            #expect(try await fixture.addAgent("a", to: id, by: .agent("agent-1"), ifMatch: "\"1\"").status == 200)
        }
    }

    @Test func aRepeatWithItsKeyIsAnsweredAsBefore() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.addAgent("agent-2", to: id, key: "k")
            #expect(try await fixture.addAgent("agent-2", to: id, key: "k") == first)
            #expect(try await fixture.events(of: id).count == 2)
        }
    }
}
