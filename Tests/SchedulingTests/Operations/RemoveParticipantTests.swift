// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct RemoveParticipantTests {
    @Test func anAgentWhoLeavesIsFree() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            _ = try await fixture.addAgent("agent-2", to: id)
            let answer = try await fixture.remove("agent-2", from: id)
            #expect(answer.etag == "\"3\"" && answer.participants.last == "AGENT agent-1")
            #expect(try await fixture.find(id) == answer)
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentParticipantRemoved.name && last.sequence == 3)
            #expect(last.change.previous?.participants.count == 3 && last.change.current.participants.count == 2)
            #expect(last.change.current.revision == 0)
            _ = try await fixture.scheduled(agent: "agent-2")
            let refusal = await #expect(throws: Refusal.self) { try await fixture.scheduled(agent: "agent-1") }
            #expect(refusal?.type == .slotTaken)
            await #expect(throws: Refusal(.forbidden)) { try await fixture.find(id, by: .agent("agent-2")) }
        }
    }

    @Test func theOthersKeepTheirOrder() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let first = try await fixture.schedule(.booking(agent: "agent-1"), by: .clientService)
            let id = try #require(first.json["id"]?.text)
            _ = try await fixture.addCustomer("{}", to: id)
            _ = try await fixture.addAgent("agent-2", to: id)
            let all = try await fixture.addCustomer("{}", to: id)
            let left = try await fixture.remove(all.customer(1), from: id)
            #expect(
                left.participants == [
                    "CUSTOMER \(all.customer())", "AGENT agent-1", "AGENT agent-2", "CUSTOMER \(all.customer(2))",
                ])
            let added = try await fixture.addAgent("agent-3", to: id)
            #expect(added.participants == left.participants + ["AGENT agent-3"])
            #expect(try await fixture.find(id) == added)
        }
    }

    @Test func theNextCustomerOrganizesWhenTheOrganizingOneLeaves() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let first = try await fixture.schedule(.booking(agent: nil), by: .clientService)
            let id = try #require(first.json["id"]?.text)
            let second = try await fixture.addCustomer("{}", to: id).customer(1)
            let answer = try await fixture.remove(first.customer(), from: id)
            #expect(answer.json["organizer"] == .object(["id": .string(second), "type": .string("CUSTOMER")]))
            #expect(try await fixture.find(id) == answer)
        }
    }

    @Test func theAssignedAgentAndTheLastCustomerStay() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let answer = try await fixture.schedule(.booking(agent: "agent-1"))
            let id = try #require(answer.json["id"]?.text)
            for participant in ["agent-1", answer.customer()] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await fixture.remove(participant, from: id)
                }
                #expect(refusal?.type == .participantRequired)
            }
            #expect(try await fixture.find(id) == answer)
            #expect(try await fixture.events(of: id).count == 1)
        }
    }

    @Test func whoTakesNoPartIsNotFound() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let elsewhere = try await fixture.schedule(.booking(at: "2030-01-09T10:00:00Z"))
            for participant in ["unknown", "", "a b", elsewhere.customer(), "sup-1"] {
                await #expect(throws: Refusal(.notFound)) { try await fixture.remove(participant, from: id) }
            }
        }
    }

    @Test func nobodyLeavesAnEndedAppointment() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let customer = try await fixture.addCustomer("{}", to: id).customer(1)
            try await fixture.markEnded(id)
            await #expect(throws: Refusal(.appointmentEnded)) { try await fixture.remove(customer, from: id) }
        }
    }

    @Test func rightsVersionsAndKeysAreChecked() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            let customer = try await fixture.addCustomer("{}", to: id).customer(1)
            await #expect(throws: Refusal(.notFound)) { try await fixture.remove(customer, from: id, by: .stranger) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.remove(customer, from: "unknown") }
            await #expect(throws: Refusal(.forbidden)) {
                try await fixture.remove(customer, from: id, by: .agent("agent-2"))
            }
            await #expect(throws: Refusal(.stale)) {
                try await fixture.remove(customer, from: id, ifMatch: "\"1\"")
            }
            let answer = try await fixture.remove(
                customer, from: id, by: .agent("agent-1"), key: "k", ifMatch: "\"2\"")
            #expect(try await fixture.remove(customer, from: id, by: .agent("agent-1"), key: "k") == answer)
            await #expect(throws: Refusal(.notFound)) { try await fixture.remove(customer, from: id) }
        }
    }
}
