// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import ParticipantsContract
import Postgres
import TestSupport
import Testing

@testable import ParticipantsService

@Suite(.needsPostgres) struct RegisterParticipantsTests {
    @Test func eachCustomerIsKeptAndAnnouncedByIdOnly() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let kept = try await fixture.rows("select id, application_id from participants order by id")
            #expect(try kept.map { try $0.decode("id", as: String.self) } == ["p-1", "p-2"])
            let events = try await fixture.rows("select subject, routing_key, body from outbox order by id")
            #expect(try events.map { try $0.decode("subject", as: String.self) } == ["p-1", "p-2"])
            for event in events {
                #expect(try event.decode("routing_key", as: String.self) == "participant.registered.v1")
                let body = try JSONValue.parse(try event.decode("body", as: [UInt8].self))
                #expect(body["applicationid"]?.text == "app-1")
                #expect(body["data"]?["appointmentId"]?.text == "a-1")
                #expect(body["data"]?.members?.count == 2)
            }
        }
    }

    @Test func aRepeatedRegistrationChangesNothing() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var again = RegisterParticipants.sample()
            again.customers[0].firstName = "Somebody else"
            try await fixture.register(again)
            let names = try await fixture.rows("select first_name from participants where id = 'p-1'")
            #expect(try names.map { try $0.decode("first_name", as: String.self) } == ["Jo"])
            #expect(try await fixture.rows("select id from outbox").count == 2)
        }
    }

    @Test func ofSeveralOnlyWhoWasNotThereIsAnnouncedAndOnce() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var more = RegisterParticipants.sample()
            for id in ["p-3", "p-4", "p-3"] {
                more.customers.append(more.customers[0])
                more.customers[more.customers.count - 1].participantId = id
            }
            try await fixture.register(more)
            let told = try await fixture.events(.participantRegistered).map(\.data.participantId)
            #expect(told == ["p-1", "p-2", "p-3", "p-4"])
            #expect(try await fixture.kept() == ["a-1/p-1", "a-1/p-2", "a-1/p-3", "a-1/p-4"])
        }
    }

    @Test func nothingAndAnEmptyTextAreKeptApart() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            var registration = RegisterParticipants.sample()
            registration.customers[0].lastName = ""
            registration.customers[0].metadata = nil
            try await fixture.register(registration)
            for (id, customer) in zip(["p-1", "p-2"], registration.customers) {
                let row = try #require(
                    try await fixture.rows(
                        """
                        select username, first_name, last_name, primary_email, primary_phone, metadata, locale, for_version
                        from participants where id = \(id)
                        """
                    ).first)
                #expect(try row.decodeIfPresent("username", as: String.self) == customer.username)
                #expect(try row.decodeIfPresent("first_name", as: String.self) == customer.firstName)
                #expect(try row.decodeIfPresent("last_name", as: String.self) == customer.lastName)
                #expect(try row.decodeIfPresent("primary_email", as: String.self) == customer.primaryEmail)
                #expect(try row.decodeIfPresent("primary_phone", as: String.self) == customer.primaryPhone)
                #expect(try row.decodeIfPresent("metadata", as: String.self) == customer.metadata)
                #expect(try row.decodeIfPresent("locale", as: String.self) == customer.locale)
                #expect(try row.decode("for_version", as: Int.self) == 0)
            }
        }
    }

    @Test func aRegistrationAfterTheEventDoesNotUndoTheFacts() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.react(to: .sample(agent: "agent-7", version: 3))
            try await fixture.register(.sample())
            let rows = try await fixture.rows("select organizer_id, confirmed from appointments")
            #expect(try rows.first?.decode("organizer_id", as: String.self) == "agent-7")
            #expect(try rows.first?.decode("confirmed", as: Bool.self) == true)
        }
    }

    @Test(arguments: ["[]", "{", #"{"a":1}{"b":2}"#, ""])
    func metadataThatIsNoObjectKeepsNothing(text: String) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            var registration = RegisterParticipants.sample()
            registration.customers[1].metadata = text
            await #expect(throws: JSONFailure.self) { try await fixture.register(registration) }
            #expect(try await fixture.rows("select id from participants").isEmpty)
            #expect(try await fixture.rows("select id from outbox").isEmpty)
        }
    }

    @Test func theLoginItselfSeesNoRowOfAnotherApplication() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let query: Query = "select id from participants"
            let deadline = ContinuousClock.now.advanced(by: .seconds(5))
            let foreign = try await fixture.database.read(.applications(["app-2"]), until: deadline, query)
            let own = try await fixture.database.read(.applications(["app-1"]), until: deadline, query)
            #expect(foreign.first?.count == 0)
            #expect(own.first?.count == 2)
        }
    }
}
