// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import ParticipantsContract
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import ParticipantsService

@Suite(.needsPostgres) struct UnconfirmedSweepTests {
    private func sweep(_ fixture: ParticipantsFixture, asking source: AppointmentSource) -> UnconfirmedSweep {
        UnconfirmedSweep(
            database: fixture.database, source: source, clock: fixture.clock, logger: TestDatabase.logger)
    }

    @Test func onlyOldUnknownRegistrationsAreDeletedWithTheirDetails() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample(id: "refused"))
            try await fixture.register(.sample(id: "late-event"))
            try await fixture.register(.sample(id: "confirmed"))
            try await fixture.react(to: .sample(id: "confirmed"))
            var later = fixture
            later.now = fixture.now + Duration.seconds(601)
            try await later.register(.sample(id: "young"))

            let owner = AppointmentOwner(.sample(id: "late-event"), .sample(id: "confirmed"))
            let sweep = sweep(later, asking: owner.source)
            // One appointment deleted, one confirmed with its two customers.
            #expect(try await sweep.sweep() == 4)
            #expect(owner.questions.map(Set.init) == [["refused", "late-event"]])

            let rows = try await later.rows(
                """
                select a.id, a.confirmed, count(p.id) as details from appointments a
                left join participants p on p.appointment_id = a.id group by a.id order by a.id
                """)
            #expect(try rows.map { try $0.decode("id", as: String.self) } == ["confirmed", "late-event", "young"])
            #expect(try rows.map { try $0.decode("confirmed", as: Bool.self) } == [true, true, false])
            #expect(try rows.map { try $0.decode("details", as: Int.self) } == [2, 2, 2])
            #expect(try await later.rows("select id from participants where appointment_id = 'refused'").isEmpty)
            #expect(try await sweep.sweep() == 0)
        }
    }

    @Test func customersWhoWereNeverAddedAreDeletedAndThoseWhoWereAreConfirmed() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: .sample())
            _ = try await fixture.add("p-3", username: "sue")
            _ = try await fixture.add("p-4", username: "tom")
            var later = fixture
            later.now = fixture.now + Duration.seconds(601)
            _ = try await later.add("p-5", username: "uma")

            let owner = AppointmentOwner(.sample(customers: ["p-1", "p-2", "p-3"], version: 2))
            let sweep = sweep(later, asking: owner.source)
            #expect(try await sweep.sweep() > 0)
            #expect(owner.questions == [["a-1"]])
            let rows = try await later.rows("select id, confirmed from participants order by id")
            #expect(try rows.map { try $0.decode("id", as: String.self) } == ["p-1", "p-2", "p-3", "p-5"])
            #expect(try rows.map { try $0.decode("confirmed", as: Bool.self) } == [true, true, true, false])
            #expect(try await sweep.sweep() == 0)
        }
    }

    @Test func aCustomerWhoWasRemovedKeepsTheirDetailsForTheirLastMessage() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: .sample())
            try await fixture.react(to: .sample(customers: ["p-1"], version: 2))
            var later = fixture
            later.now = fixture.now + Duration.seconds(3_600)
            #expect(try await sweep(later, asking: AppointmentOwner().source).sweep() == 0)
            #expect(try await later.rows("select id from participants").count == 2)
        }
    }

    @Test func aCustomerWhoIsRegisteredAnewStays() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: .sample())
            _ = try await fixture.add("p-3", username: "sue")
            var later = fixture
            later.now = fixture.now + Duration.seconds(601)
            let again = later
            // While scheduling is asked, somebody is about to add the same customer.
            let source = AppointmentSource { _, _, _ in
                let id = try await again.add("p-4", username: "sue")
                #expect(id == "p-3")
                return [.sample()]
            }
            _ = try await sweep(later, asking: source).sweep()
            #expect(try await later.rows("select id from participants where id = 'p-3'").count == 1)
        }
    }

    @Test func nothingIsDeletedWhileTheOwnerIsAway() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var later = fixture
            later.now = fixture.now + Duration.seconds(3_600)
            let away = AppointmentSource { _, _, _ in throw RequestFailure(kind: .unavailable) }
            let sweep = sweep(later, asking: away)
            await #expect(throws: RequestFailure.self) { _ = try await sweep.sweep() }
            #expect(try await fixture.rows("select id from participants").count == 2)
        }
    }

    @Test func aBatchHasAtMostAHundredRegistrations() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            for number in 0..<103 {
                var registration = RegisterParticipants.sample(id: "a-\(number)")
                registration.customers.removeLast()
                try await fixture.register(registration)
            }
            var later = fixture
            later.now = fixture.now + Duration.seconds(3_600)
            let owner = AppointmentOwner()
            let sweep = sweep(later, asking: owner.source)
            #expect(try await sweep.sweep() == 100)
            #expect(try await sweep.sweep() == 3)
            #expect(try await later.rows("select id from participants").isEmpty)
        }
    }
}
