// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct ReassignAppointmentTests {
    @Test func theNewAgentTakesPlaceOrganizationAndTime() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            _ = try await fixture.addAgent("agent-3", to: id)
            let answer = try await fixture.reassign(id, to: "agent-2")
            #expect(answer.etag == "\"3\"")
            #expect(
                answer.participants == ["CUSTOMER \(answer.customer())", "AGENT agent-2", "AGENT agent-3"])
            #expect(answer.json["organizer"] == .object(["id": .string("agent-2"), "type": .string("AGENT")]))
            #expect(try await fixture.find(id) == answer)
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentReassigned.name && last.sequence == 3)
            #expect(last.change.previous?.organizer.id == "sup-1" && last.change.current.organizer.id == "agent-2")
            #expect(last.change.current.revision == 0)
            // The old agent is free, the new one is not.
            _ = try await fixture.scheduled(agent: "agent-1")
            let refusal = await #expect(throws: Refusal.self) { try await fixture.scheduled(agent: "agent-2") }
            #expect(refusal?.type == .slotTaken)
            // Who has it sees it, who had it doesn't.
            #expect(try await fixture.find(id, by: .agent("agent-2")).status == 200)
            await #expect(throws: Refusal(.forbidden)) { try await fixture.find(id, by: .agent("agent-1")) }
        }
    }

    @Test func anAdditionalAgentWhoTakesOverIsThereOnce() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            _ = try await fixture.addAgent("agent-2", to: id)
            let answer = try await fixture.reassign(id, to: "agent-2")
            #expect(answer.participants.filter { $0.hasPrefix("AGENT") } == ["AGENT agent-2"])
            #expect(try await fixture.count("select count(*) from occupancy where agent_id = 'agent-2'") == 1)
            #expect(try await fixture.count("select count(*) from occupancy") == 1)
        }
    }

    @Test func anUnassignedAppointmentGetsAnAgent() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let answer = try await fixture.schedule(.booking(agent: nil), by: .clientService)
            let id = try #require(answer.json["id"]?.text)
            let assigned = try await fixture.reassign(id, to: "agent-2")
            #expect(assigned.participants == ["CUSTOMER \(answer.customer())", "AGENT agent-2"])
            // A customer who organizes goes on doing so.
            #expect(assigned.json["organizer"] == answer.json["organizer"])
            #expect(try await fixture.count("select count(*) from occupancy where agent_id = 'agent-2'") == 1)
        }
    }

    @Test func theSameAgentAgainChangesNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            let before = try await fixture.find(id)
            #expect(try await fixture.reassign(id, to: "agent-1") == before)
            #expect(try await fixture.events(of: id).count == 1)
        }
    }

    @Test func anOccupiedAgentChangesNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            _ = try await fixture.scheduled(at: "2030-01-08T10:29:00Z", agent: "agent-2")
            let before = try await fixture.find(id)
            let refusal = await #expect(throws: Refusal.self) { try await fixture.reassign(id, to: "agent-2") }
            #expect(refusal?.type == .slotTaken)
            #expect(refusal?.alternatives.first == "2030-01-08T11:00:00.0Z")
            #expect(try await fixture.find(id) == before)
            #expect(try await fixture.events(of: id).count == 1)
            let unmoved: Query = """
                select count(*) from occupancy where appointment_id = \(id) and agent_id = 'agent-1'
                """
            #expect(try await fixture.count(unmoved) == 1)
        }
    }

    @Test func aCustomersIdIsRefused() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let answer = try await fixture.schedule(.booking())
            let id = try #require(answer.json["id"]?.text)
            await #expect(throws: Refusal(.participantPresent)) {
                try await fixture.reassign(id, to: answer.customer())
            }
        }
    }

    @Test func anEndedAppointmentStaysWithItsAgent() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            try await fixture.markEnded(id)
            await #expect(throws: Refusal(.appointmentEnded)) { try await fixture.reassign(id, to: "agent-2") }
        }
    }

    @Test func checksComeInTheContractsOrder() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            await #expect(throws: Refusal(.notFound)) { try await fixture.reassign(id, to: "a b", by: .stranger) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.reassign("unknown", to: "a b") }
            await #expect(throws: Refusal(.forbidden)) {
                try await fixture.reassign(id, to: "a b", by: .agent("agent-2"))
            }
            let invalid = await #expect(throws: Refusal.self) {
                try await fixture.reassign(id, to: "a b", by: .agent("agent-1"), ifMatch: "\"9\"")
            }
            #expect(invalid?.type == .invalidRequest && invalid?.faults.map(\.pointer) == ["/userId"])
            await #expect(throws: Refusal(.stale)) {
                try await fixture.reassign(id, to: "agent-2", by: .agent("agent-1"), ifMatch: "\"9\"")
            }
            #expect(
                try await fixture.reassign(id, to: "agent-2", by: .agent("agent-1"), ifMatch: "\"1\"").status == 200)
            _ = try await fixture.cancel(id)
            await #expect(throws: Refusal(.notFound)) { try await fixture.reassign(id, to: "agent-1") }
        }
    }

    @Test func aRepeatedRequestGetsItsStoredAnswer() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            let first = try await fixture.reassign(id, to: "agent-2", key: "k")
            _ = try await fixture.reassign(id, to: "agent-3")
            #expect(try await fixture.reassign(id, to: "agent-2", key: "k") == first)
            await #expect(throws: Refusal(.keyReused)) { try await fixture.reassign(id, to: "agent-4", key: "k") }
            #expect(try await fixture.events(of: id).count == 3)
        }
    }

    /// Two appointments that swap agents touch the same two agents in opposite order.
    @Test func handoversInBothDirectionsNeverFailOtherwiseThanByConflict() async throws {
        try await SchedulingFixture.with(size: 8) { fixture async throws in
            let agents = ["agent-1", "agent-2", "agent-3"]
            let ids = [
                try await fixture.scheduled(agent: agents[0]), try await fixture.scheduled(agent: agents[1]),
            ]
            let unexpected = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<60 {
                    group.addTask {
                        do {
                            _ = try await fixture.reassign(ids[index % 2], to: agents[index % 3])
                            return false
                        } catch {
                            return (error as? Refusal)?.type != .slotTaken
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(unexpected == 0)
            #expect(try await fixture.count("select count(*) from occupancy") == 2)
            #expect(try await fixture.count("select count(distinct agent_id) as count from occupancy") == 2)
        }
    }
}
