// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import ParticipantsContract
import Postgres
import SchedulingContract
import Testing

@testable import ParticipantsService

@Suite(.needsPostgres) struct FindParticipantTests {
    private let inFull = JSONValue.object([
        "contact": .object(["primaryEmail": .string("jo@example.test"), "primaryPhone": .string("+302101234567")]),
        "id": .string("p-1"), "metadata": .object(["tier": .string("gold")]),
        "name": .object(["firstName": .string("Jo"), "lastName": .string("O'Hara")]), "type": .string("CUSTOMER"),
        "username": .string("jo'; drop table participants; --"),
    ])

    private func reference(_ id: String, _ type: String) -> JSONValue {
        .object(["id": .string(id), "type": .string(type)])
    }

    /// A registered appointment whose event has come, and an owner that would say so if it were asked.
    private func withAppointment(_ body: (ParticipantsFixture, AppointmentOwner) async throws -> Void) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: .sample())
            try await body(fixture, AppointmentOwner(.sample()))
        }
    }

    @Test func staffSeesCustomersInFullAndAgentsByReference() async throws {
        try await withAppointment { fixture, owner async throws in
            let agent = Caller(subject: "agent-1", roles: [.agent], applications: ["app-1"])
            for caller in [Caller.supervisor, agent] {
                #expect(try await fixture.find("p-1", by: caller, asking: owner) == inFull)
                #expect(try await fixture.find("p-2", by: caller, asking: owner) == reference("p-2", "CUSTOMER"))
                #expect(try await fixture.find("agent-1", by: caller, asking: owner) == reference("agent-1", "AGENT"))
            }
            #expect(owner.questions.isEmpty)
        }
    }

    @Test func aCustomerSeesItselfInFullAndOthersByReference() async throws {
        try await withAppointment { fixture, owner async throws in
            #expect(try await fixture.find("p-1", by: .customer("p-1"), asking: owner) == inFull)
            #expect(try await fixture.find("p-1", by: .customer("p-2"), asking: owner) == reference("p-1", "CUSTOMER"))
        }
    }

    @Test func anUnknownParticipantIsNotFound() async throws {
        try await withAppointment { fixture, owner async throws in
            for id in ["p-3", "", "' or true --", String(repeating: "x", count: 5_000)] {
                await #expect(throws: Refusal(.notFound)) {
                    _ = try await fixture.find(id, by: .supervisor, asking: owner)
                }
            }
        }
    }

    @Test func rightsAreLookedAtBeforeTheParticipant() async throws {
        try await withAppointment { fixture, owner async throws in
            let stranger = Caller(subject: "agent-9", roles: [.agent], applications: ["app-1"])
            for id in ["p-1", "p-3"] {
                await #expect(throws: Refusal(.forbidden)) {
                    _ = try await fixture.find(id, by: stranger, asking: owner)
                }
                await #expect(throws: Refusal(.forbidden)) {
                    _ = try await fixture.find(id, by: .customer("p-1", conference: "conf-9"), asking: owner)
                }
            }
        }
    }

    @Test func anotherTenantsAppointmentIsNotFound() async throws {
        try await withAppointment { fixture, owner async throws in
            let foreign = Caller(subject: "boss", roles: [.supervisor], applications: ["app-2"])
            await #expect(throws: Refusal(.notFound)) {
                _ = try await fixture.find("p-1", by: foreign, asking: owner)
            }
        }
    }

    @Test func anUnknownOrMalformedAppointmentIsNotFoundOrForbiddenForCustomers() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            for id in ["none", "", "a b"] {
                await #expect(throws: Refusal(.notFound)) {
                    _ = try await fixture.find("p-1", of: id, by: .supervisor, asking: AppointmentOwner())
                }
                await #expect(throws: Refusal(.forbidden)) {
                    _ = try await fixture.find("p-1", of: id, by: .customer("p-1"), asking: AppointmentOwner())
                }
            }
        }
    }

    @Test func whatWasJustScheduledIsAskedForOnceAndKept() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let owner = AppointmentOwner(.sample())
            #expect(try await fixture.find("p-1", by: .supervisor, asking: owner) == inFull)
            #expect(try await fixture.find("p-1", by: .supervisor, asking: owner) == inFull)
            #expect(owner.questions == [["a-1"]])
        }
    }

    @Test func aRegistrationThatWasNeverCommittedShowsNothing() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            await #expect(throws: Refusal(.notFound)) {
                _ = try await fixture.find("p-1", by: .supervisor, asking: AppointmentOwner())
            }
            await #expect(throws: Refusal(.forbidden)) {
                _ = try await fixture.find("p-1", by: .customer("p-1"), asking: AppointmentOwner())
            }
        }
    }

    @Test func anAppointmentOfAnotherTenantIsNotKeptAtAStrangersRequest() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            let owner = AppointmentOwner(.sample(application: "app-2"))
            await #expect(throws: Refusal(.notFound)) {
                _ = try await fixture.find("p-1", by: .supervisor, asking: owner)
            }
            #expect(try await fixture.rows("select id from appointments").isEmpty)
        }
    }

    @Test func aCustomerWhoWasJustAddedIsAskedForOnceAndShown() async throws {
        try await withAppointment { fixture, _ async throws in
            _ = try await fixture.add("p-3", username: "sue", firstName: "Sue")
            let owner = AppointmentOwner(.sample(customers: ["p-1", "p-2", "p-3"], version: 2))
            for _ in 1...2 {
                let shown = try await fixture.find("p-3", by: .supervisor, asking: owner)
                #expect(shown["name"]?["firstName"]?.text == "Sue")
            }
            #expect(owner.questions == [["a-1"]])
        }
    }

    @Test func aCustomerWhoIsNotAddedYetIsNotFound() async throws {
        try await withAppointment { fixture, owner async throws in
            _ = try await fixture.add("p-3", username: "sue")
            await #expect(throws: Refusal(.notFound)) {
                _ = try await fixture.find("p-3", by: .supervisor, asking: owner)
            }
            // Nor by whoever holds the id.
            await #expect(throws: Refusal(.notFound)) {
                _ = try await fixture.find("p-3", by: .customer("p-3"), asking: owner)
            }
        }
    }

    @Test func aCustomerWhoWasRemovedIsNotFoundThoughTheirDetailsAreKept() async throws {
        try await withAppointment { fixture, owner async throws in
            try await fixture.react(to: .sample(customers: ["p-2"], version: 2))
            for caller in [Caller.supervisor, .customer("p-1")] {
                await #expect(throws: Refusal(.notFound)) {
                    _ = try await fixture.find("p-1", by: caller, asking: owner)
                }
            }
            #expect(owner.questions.isEmpty)
            #expect(try await fixture.find("p-2", by: .supervisor, asking: owner) == reference("p-2", "CUSTOMER"))
            #expect(try await fixture.rows("select id from participants where id = 'p-1'").count == 1)
        }
    }

    @Test func afterACancellationDetailsAreNotFound() async throws {
        try await withAppointment { fixture, owner async throws in
            try await fixture.react(to: .sample(cancelled: true, version: 2))
            for caller in [Caller.supervisor, .customer("p-1")] {
                await #expect(throws: Refusal(.notFound)) {
                    _ = try await fixture.find("p-1", by: caller, asking: owner)
                }
            }
        }
    }

    @Test func anOwnerThatDoesNotAnswerIsNoNotFound() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            var input = Input(.object(["id": .string("a-1"), "pid": .string("p-1")]))
            let request = ParticipantsFixture.request(FindParticipant(reading: &input), by: .supervisor)
            let handler = FindParticipantHandler(
                database: fixture.database,
                source: AppointmentSource { _, _, _ in throw RequestFailure(kind: .unavailable) }, clock: fixture.clock)
            await #expect(throws: RequestFailure.self) { _ = try await handler.handle(request) }
        }
    }
}
