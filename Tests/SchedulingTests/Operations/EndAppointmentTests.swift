// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct EndAppointmentTests {
    @Test func anAppointmentEndsBeforeItsStart() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let answer = try await fixture.end(id)
            #expect(answer.status == 200 && answer.etag == "\"2\"")
            #expect(answer.json["interaction"]?["state"]?.text == "ENDED")
            #expect(try await fixture.find(id) == answer)
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentEnded.name && last.sequence == 2)
            #expect(last.change.previous?.state == .pending && last.change.current.state == .ended)
            #expect(last.change.previous?.endedAt == nil)
            #expect(last.change.current.endedAt == "2030-01-07T08:00:00.0Z" && last.change.current.revision == 0)
            #expect(last.change.actor.id == "agent-1" && last.change.actor.role == "ROLE_AGENT")
        }
    }

    @Test func endingAgainChangesNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.end(id)
            #expect(try await fixture.at("2030-01-07T09:00:00Z").end(id) == first)
            #expect(try await fixture.events(of: id).count == 2)
        }
    }

    @Test func theAgentIsFreeAgain() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.end(try await fixture.scheduled())
            #expect(try await fixture.count("select count(*) from occupancy") == 0)
            _ = try await fixture.scheduled()
        }
    }

    @Test func onlyItsAgentsEndIt() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1", by: .clientService)
            await #expect(throws: Refusal(.forbidden)) { try await fixture.end(id, by: .agent("agent-2")) }
            // The supervisor's rows don't become the agent's.
            let both = Caller(subject: "sup-9", roles: [.agent, .supervisor], applications: ["app-1"])
            await #expect(throws: Refusal(.forbidden)) { try await fixture.end(id, by: both) }
            let stranger = Caller(subject: "agent-1", roles: [.agent], applications: ["app-2"])
            await #expect(throws: Refusal(.notFound)) { try await fixture.end(id, by: stranger) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.end("unknown") }
            await #expect(throws: Refusal(.stale)) { try await fixture.end(id, ifMatch: "\"2\"") }
            #expect(try await fixture.events(of: id).count == 1)
            _ = try await fixture.cancel(id)
            await #expect(throws: Refusal(.notFound)) { try await fixture.end(id) }
        }
    }

    @Test func whatHasEndedIsNotMoved() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.end(id)
            await #expect(throws: Refusal(.appointmentEnded)) {
                try await fixture.reschedule(
                    #"{"id": "\#(id)", "start": "2030-01-09T10:00:00Z", "duration": "PT30M"}"#)
            }
            #expect(try await fixture.cancel(id) == .noContent)
        }
    }
}
