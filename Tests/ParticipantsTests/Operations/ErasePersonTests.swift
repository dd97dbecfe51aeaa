// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
import Outbox
import ParticipantsContract
import Postgres
import SchedulingContract
import TestSupport
import Testing

@testable import ParticipantsService

@Suite(.needsPostgres) struct ErasePersonTests {
    private static let byEmail = #"{"applicationId": "app-1", "email": "jo@example.test"}"#

    @Test(arguments: [
        #""email": "jo@example.test""#, #""email": "JO@Example.TEST""#, #""phone": "+302101234567""#,
        #""phone": "+30 (210) 123-45.67""#, #""username": "jo'; drop table participants; --""#,
    ])
    func onePersonsDetailsGoAndTheIdentifiersStay(member: String) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            #expect(try await fixture.erased(#"{"applicationId": "app-1", \#(member)}"#) == ["p-1"])
            let rows = try await fixture.rows(
                """
                select p.id, p.removed_at, num_nonnulls(username, first_name, last_name, primary_email, primary_phone,
                    metadata, locale, email_key, phone_key) as left_over
                from participants p order by p.id
                """)
            #expect(try rows.map { try $0.decode("id", as: String.self) } == ["p-1", "p-2"])
            #expect(try rows.map { try $0.decodeIfPresent("removed_at") } == [fixture.now, nil])
            #expect(try rows.map { try $0.decode("left_over", as: Int32.self) } == [0, 0])
        }
    }

    @Test(arguments: [
        #""username": "JO'; drop table participants; --""#, #""username": "jo""#, #""username": "jo@example.test""#,
        #""email": "o@example.test""#, #""email": "%@example.test""#, #""phone": "302101234567""#,
        #""phone": "2101234567""#,
    ])
    func whatOnlyLooksAlikeIsSomebodyElse(member: String) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            #expect(try await fixture.erased(#"{"applicationId": "app-1", \#(member)}"#) == [])
            #expect(try await fixture.kept() == ["a-1/p-1", "a-1/p-2"])
            #expect(try await fixture.events(.participantErased).isEmpty)
        }
    }

    @Test func everyAppointmentOfTheApplicationIsSearchedConfirmedOrNot() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            for (id, application) in [("a-1", "app-1"), ("a-2", "app-1"), ("a-3", "app-2")] {
                var registration = RegisterParticipants.sample(id: id)
                registration.appointment.applicationId = application
                registration.customers[0].participantId = "p-of-\(id)"
                try await fixture.register(registration)
            }
            try await fixture.react(to: .sample(id: "a-2"))
            #expect(try await fixture.erased(Self.byEmail) == ["p-of-a-1", "p-of-a-2"])
            #expect(try await fixture.kept() == ["a-1/p-2", "a-2/p-2", "a-3/p-2", "a-3/p-of-a-3"])
            let events = try await fixture.events(.participantErased)
            #expect(events.map(\.event.subject).sorted() == ["p-of-a-1", "p-of-a-2"])
            #expect(events.allSatisfy { $0.event.application == "app-1" && $0.data.participantId == $0.event.subject })
            #expect(Set(events.map(\.data.appointmentId)) == ["a-1", "a-2"])
            let bodies = try await fixture.rows("select body from outbox where routing_key like '%erased%'").map {
                String(decoding: try $0.decode("body", as: [UInt8].self), as: UTF8.self)
            }
            #expect(bodies.allSatisfy { !$0.contains("example.test") && !$0.contains("Hara") })
        }
    }

    @Test func anErasedCustomerIsNotFoundAndGetsNoMessages() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: .sample())
            let owner = AppointmentOwner(.sample())
            _ = try await fixture.find("p-1", by: .supervisor, asking: owner)
            #expect(try await fixture.contacts("p-1").count == 1)
            #expect(try await fixture.erased(Self.byEmail) == ["p-1"])
            for caller in [Caller.supervisor, .customer("p-1"), .customer("p-2")] {
                await #expect(throws: Refusal(.notFound)) {
                    _ = try await fixture.find("p-1", by: caller, asking: owner)
                }
                _ = try await fixture.find("p-2", by: caller, asking: owner)
            }
            #expect(try await fixture.contacts("p-1").isEmpty)
            #expect(try await fixture.contacts("p-2").count == 1)
        }
    }

    @Test(arguments: [
        (#""email": "JO@Example.TEST""#, "JO@Example.TEST"), (#""phone": "+30 (210) 123-45.67""#, "+302101234567"),
        (#""username": "jo'; drop table participants; --""#, "jo@example.test"),
    ])
    func theCodesForEveryAddressOfThePersonAreWithheld(member: String, asked: String) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            #expect(try await fixture.erased(#"{"applicationId": "app-1", \#(member)}"#) == ["p-1"])
            #expect(fixture.codes.questions.map(\.applicationId) == ["app-1"])
            let addresses: Set<String> = ["jo@example.test", "+302101234567"]
            #expect(fixture.codes.questions.map { Set($0.addresses) } == [addresses.union([asked])])
        }
    }

    @Test func theCodesForAnAddressThatNobodyHasAreWithheldToo() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            #expect(try await fixture.erased(Self.byEmail) == [])
            #expect(try await fixture.erased(#"{"applicationId": "app-1", "username": "nobody"}"#) == [])
            #expect(fixture.codes.questions.map(\.addresses) == [["jo@example.test"]])
        }
    }

    @Test func whileNotificationsCanNotBeAskedNobodyIsErased() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let byName = #"{"applicationId": "app-1", "username": "jo'; drop table participants; --"}"#
            fixture.codes.setAway(true)
            await #expect(throws: RequestFailure.self) { _ = try await fixture.erase(byName, key: "k") }
            #expect(try await fixture.kept() == ["a-1/p-1", "a-1/p-2"])
            #expect(try await fixture.events(.participantErased).isEmpty)
            #expect(try await fixture.rows("select key from idempotency").isEmpty)
            fixture.codes.setAway(false)
            #expect(try await fixture.erased(byName, key: "k") == ["p-1"])
            #expect(fixture.codes.questions.map(\.addresses) == [["+302101234567", "jo@example.test"]])
        }
    }

    @Test func anAddressThatBecomesKnownMeanwhileIsNotForgotten() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            fixture.codes.meanwhile {
                var registration = RegisterParticipants.sample(id: "a-2")
                registration.customers[0].participantId = "p-3"
                registration.customers[0].primaryPhone = "+302107654321"
                try await fixture.register(registration)
            }
            #expect(try await fixture.erased(Self.byEmail) == ["p-1", "p-3"])
            #expect(
                fixture.codes.questions.map(\.addresses) == [["+302101234567", "jo@example.test"], ["+302107654321"]])
            #expect(try await fixture.kept() == ["a-1/p-2", "a-2/p-2"])
        }
    }

    @Test func ofVeryManyAddressesSomeAreAskedForAtATime() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.database.transaction(.background, until: .now + .seconds(10)) { transaction in
                _ = try transaction.execute(
                    """
                    insert into participants (appointment_id, id, application_id, username, primary_email)
                    select 'a-1', 'q-' || number, 'app-1', 'many', 'q-' || number || '@example.test'
                    from generate_series(1, 250) as number
                    """)
            }
            #expect(try await fixture.erased(#"{"applicationId": "app-1", "username": "many"}"#).count == 250)
            #expect(fixture.codes.questions.map(\.addresses.count) == [100, 100, 50])
            #expect(Set(fixture.codes.questions.flatMap(\.addresses)).count == 250)
        }
    }

    @Test func neitherARepeatedRegistrationNorANewerEventBringsAnybodyBack() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            #expect(try await fixture.erased(Self.byEmail) == ["p-1"])
            try await fixture.register(.sample())
            try await fixture.react(to: .sample(version: 1))
            try await fixture.react(to: .sample(agent: "agent-2", version: 2))
            #expect(try await fixture.kept() == ["a-1/p-2"])
            #expect(try await fixture.rows("select id from participants where primary_email is not null").isEmpty)
            #expect(try await fixture.events(.participantRegistered).count == 2)
            #expect(try await fixture.erased(Self.byEmail) == [])
            #expect(try await fixture.events(.participantErased).count == 1)
        }
    }

    @Test func aRepeatWithItsKeyIsAnsweredAsBeforeAndErasesNobodyElse() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let first = try await fixture.erase(Self.byEmail, key: "k")
            try await fixture.register(.sample(id: "a-2"))
            #expect(try await fixture.erase(Self.byEmail, key: "k") == first)
            #expect(fixture.codes.questions.count == 1)
            #expect(try await fixture.kept() == ["a-1/p-2", "a-2/p-1", "a-2/p-2"])
            await #expect(throws: Refusal(.keyReused)) {
                _ = try await fixture.erase(#"{"applicationId": "app-1", "email": "other@example.test"}"#, key: "k")
            }
            #expect(try await fixture.erased(Self.byEmail, key: "l") == ["p-1"])
        }
    }

    @Test func whatIsKeptOfTheRequestTellsNothingOfThePerson() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            let phone = #"{"applicationId": "app-1", "phone": "+302101234567"}"#
            let long = String(repeating: "k", count: 255)
            for key in ["k", "l", long] { _ = try await fixture.erase(phone, key: key) }
            let rows = try await fixture.rows(
                "select key, request_hash, convert_from(answer, 'UTF8') as answer from idempotency")
            // The same request under three keys: without the key nobody can tell what was asked.
            #expect(try Set(rows.map { try $0.decode("request_hash", as: [UInt8].self) }).count == 3)
            for row in rows {
                #expect(!["k", "l", long].contains(try row.decode("key", as: String.self)))
                #expect(try !row.decode("answer", as: String.self).contains("302101234567"))
            }
        }
    }

    @Test(arguments: [
        (#"{"email": "jo@example.test"}"#, ["/applicationId"]),
        (#"{"applicationId": "a b", "email": "jo"}"#, ["/applicationId", "/email"]),
        (#"{"applicationId": "app-1"}"#, ["/username"]),
        (#"{"applicationId": "app-1", "username": null, "email": null, "phone": null}"#, ["/username"]),
        (#"{"applicationId": "app-1", "username": ""}"#, ["/username"]),
        (#"{"applicationId": "app-1", "username": 7}"#, ["/username"]),
        (#"{"applicationId": "app-1", "phone": "12"}"#, ["/phone"]),
        (#"{"applicationId": "app-1", "email": "Jo <jo@example.test>"}"#, ["/email"]),
        (
            #"{"applicationId": "app-1", "username": "x", "email": "jo@example.test", "phone": "12345"}"#,
            ["/email", "/phone"]
        ),
    ])
    func aFaultyRequestNamesItsFaultsAndErasesNobody(json: String, pointers: [String]) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let refusal = await #expect(throws: Refusal.self) { _ = try await fixture.erase(json) }
            #expect(refusal?.type == .invalidRequest)
            #expect(Set(refusal?.faults.map(\.pointer) ?? []) == Set(pointers))
            #expect(fixture.codes.questions.isEmpty)
            #expect(try await fixture.kept() == ["a-1/p-1", "a-1/p-2"])
            #expect(try await fixture.rows("select key from idempotency").isEmpty)
        }
    }

    @Test func anotherTenantsPeopleAreForbiddenBeforeTheFieldsAreLookedAt() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let foreign = Caller(subject: "admin", roles: [.admin], applications: ["app-2"])
            for json in [Self.byEmail, #"{"applicationId": "app-1"}"#] {
                let refusal = await #expect(throws: Refusal.self) { _ = try await fixture.erase(json, by: foreign) }
                #expect(refusal?.type == .forbidden)
            }
            #expect(try await fixture.kept() == ["a-1/p-1", "a-1/p-2"])
        }
    }

    @Test(arguments: [
        (ErasePerson.Person.username("jo"), "participants_username", "username = "),
        (.email("jo@example.test"), "participants_email", "email_key = "),
        (.phone("+302101234567"), "participants_phone", "phone_key = "),
    ])
    func anErasureNeverReadsTheWholeTable(
        person: ErasePerson.Person, index: String, comparison: String
    ) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            let condition = ErasePersonHandler.condition(person, in: "app-1")
            let removal = DetailsRemoval.remove(where: condition, at: fixture.now)
            let plan = try await fixture.database.transaction(.applications(["app-1"]), until: .now + .seconds(5)) {
                transaction in
                // Where no index could be used, the plan would say so in spite of this.
                _ = try transaction.query("select set_config('enable_seqscan', 'off', true)")
                return try transaction.query("explain \(fragment: removal)").map { row in
                    try row.decode("QUERY PLAN", as: String.self)
                }
            }
            #expect(plan.contains { $0.contains(index) }, "\(plan)")
            #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan)")
            // Only what the index itself compares keeps the rest unread.
            #expect(plan.contains { $0.contains("Index Cond") && $0.contains(comparison) }, "\(plan)")
        }
    }

    @Test func aPersonOfVeryManyAppointmentsIsErasedAtOnce() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.database.transaction(.background, until: .now + .seconds(10)) { transaction in
                _ = try transaction.execute(
                    """
                    insert into participants (appointment_id, id, application_id, primary_email)
                    select 'a-1', 'q-' || number, 'app-1', 'Jo@example.test' from generate_series(1, 3000) as number
                    """)
            }
            #expect(try await fixture.erased(Self.byEmail).count == 3_001)
            let events = try await fixture.events(.participantErased)
            #expect(Set(events.map(\.event.subject)).count == 3_001)
            #expect(Set(events.map(\.event.sequence)).count == 3_001)
        }
    }
}
