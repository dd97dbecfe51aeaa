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
            #expect(try await sweep.sweep() == 2)
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
