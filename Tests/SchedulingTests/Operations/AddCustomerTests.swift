// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import ParticipantsContract
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct AddCustomerTests {
    private let sue = #"{"username": "sue", "name": {"firstName": "Sue"}, "metadata": {"a": 1}}"#

    @Test func theCustomerIsRegisteredAndTakesPart() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let before = try await fixture.schedule(.booking(agent: "agent-1"))
            let id = try #require(before.json["id"]?.text)
            let answer = try await fixture.addCustomer(sue, to: id)
            #expect(answer.etag == "\"2\"")
            #expect(answer.participants == before.participants + ["CUSTOMER \(answer.customer(1))"])
            #expect(try await fixture.find(id) == answer)
            let asked = fixture.registrations.added
            #expect(asked.count == 1)
            #expect(asked.first?.customer.participantId == answer.customer(1))
            #expect(asked.first?.customer.firstName == "Sue" && asked.first?.customer.metadata == #"{"a":1}"#)
            #expect(asked.first?.version == 1 && asked.first?.customerIds == [before.customer()])
            #expect(asked.first?.appointment.appointmentId == id)
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentParticipantAdded.name && last.sequence == 2)
            #expect(last.change.current.revision == 0)
            #expect(
                last.change.current.participants.last
                    == AppointmentParticipant(id: answer.customer(1), type: .customer))
        }
    }

    @Test func aUsernameThatTakesPartIsNotAddedAgain() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let before = try await fixture.schedule(.booking())
            let id = try #require(before.json["id"]?.text)
            #expect(try await fixture.addCustomer(#"{"username": "ewingb@myorg.com"}"#, to: id) == before)
            let added = try await fixture.addCustomer(sue, to: id)
            #expect(try await fixture.addCustomer(sue, to: id) == added)
            #expect(try await fixture.events(of: id).count == 2)
        }
    }

    @Test func customersWithoutAUsernameAreDifferentPeople() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.addCustomer("{}", to: id)
            let answer = try await fixture.addCustomer("{}", to: id)
            #expect(Set(answer.participants.filter { $0.hasPrefix("CUSTOMER") }).count == 3)
        }
    }

    @Test func whoWasRemovedComesBackAsSomebodyNew() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.addCustomer(sue, to: id).customer(1)
            _ = try await fixture.remove(first, from: id)
            let second = try await fixture.addCustomer(sue, to: id).customer(1)
            #expect(!second.isEmpty && second != first)
        }
    }

    /// The key is claimed only in the transaction that adds; a try before it leaves nothing.
    @Test func aRepeatWithItsKeyAddsNobody() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.addCustomer("{}", to: id, key: "k")
            #expect(try await fixture.addCustomer("{}", to: id, key: "k") == first)
            #expect(fixture.registrations.added.count == 1)
            await #expect(throws: Refusal(.keyReused)) { try await fixture.addCustomer(sue, to: id, key: "k") }
        }
    }

    @Test func aChangeInBetweenIsTakenIntoAccount() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let sue = sue
            // The first to ask is overtaken by a second with the same customer, who is added meanwhile.
            let answer = try await fixture.addCustomer(sue, to: id) {
                guard fixture.registrations.added.count == 1 else { return }
                _ = try await fixture.addCustomer(sue, to: id)
            }
            #expect(answer.participants.filter { $0.hasPrefix("CUSTOMER") }.count == 2)
            #expect(answer.etag == "\"2\"")
            #expect(fixture.registrations.added.map(\.version) == [1, 1, 2])
        }
    }

    @Test func ofManyWithOneUsernameOneIsAdded() async throws {
        try await SchedulingFixture.with(size: 8) { fixture async throws in
            let id = try await fixture.scheduled()
            let sue = sue
            let unexpected = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<12 {
                    group.addTask { (try? await fixture.addCustomer(sue, to: id))?.status != 200 }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(unexpected == 0)
            #expect(try await fixture.find(id).etag == "\"2\"")
            let customers: Query = """
                select count(*) from appointments a, unnest(a.participants) p
                where a.id = \(id) and p like 'CUSTOMER %'
                """
            #expect(try await fixture.count(customers) == 2)
        }
    }

    @Test func nobodyIsRegisteredForARefusedRequest() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            let bad = #"{"contact": {"primaryEmail": "nobody"}}"#
            await #expect(throws: Refusal(.notFound)) { try await fixture.addCustomer(bad, to: id, by: .stranger) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.addCustomer(bad, to: "unknown") }
            await #expect(throws: Refusal(.forbidden)) {
                try await fixture.addCustomer(bad, to: id, by: .agent("agent-2"))
            }
            let invalid = await #expect(throws: Refusal.self) {
                try await fixture.addCustomer(bad, to: id, ifMatch: "\"9\"")
            }
            #expect(invalid?.faults.map(\.pointer) == ["/customer/contact/primaryEmail"])
            let missing = await #expect(throws: Refusal.self) { try await fixture.addCustomer("null", to: id) }
            #expect(missing?.faults.map(\.pointer) == ["/customer"])
            await #expect(throws: Refusal(.stale)) { try await fixture.addCustomer(sue, to: id, ifMatch: "\"9\"") }
            try await fixture.markEnded(id)
            await #expect(throws: Refusal(.appointmentEnded)) { try await fixture.addCustomer(sue, to: id) }
            #expect(fixture.registrations.added.isEmpty)
        }
    }

    @Test func anAppointmentHasTwentyCustomersAtMost() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            for number in 2...20 {
                #expect(try await fixture.addCustomer("{}", to: id).etag == "\"\(number)\"")
            }
            let refusal = await #expect(throws: Refusal.self) { try await fixture.addCustomer("{}", to: id) }
            #expect(refusal?.faults.map(\.pointer) == ["/customer"])
            // Who takes part is no further one.
            #expect(try await fixture.addCustomer(#"{"username": "ewingb@myorg.com"}"#, to: id).status == 200)
        }
    }
}
