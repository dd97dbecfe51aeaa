// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
import Outbox
import ParticipantsContract
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import ParticipantsService

@Suite(.needsPostgres) struct ExpirySweepTests {
    /// When the sample's appointment ends.
    private static func end() throws -> Instant {
        try Instant(rfc3339: "2022-01-31T18:30:00Z")
    }

    private func later(_ fixture: ParticipantsFixture, by duration: Duration) throws -> ParticipantsFixture {
        var later = fixture
        later.now = try Self.end() + duration
        return later
    }

    @Test func detailsGoWhenTheRetentionAfterTheEndIsOverAndNotBefore() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: .sample())
            let owner = AppointmentOwner(.sample())
            let before = try later(fixture, by: .seconds(30 * 86_400) - .microseconds(1))
            #expect(try await before.sweep().sweep() == 0)
            _ = try await before.find("p-1", by: .supervisor, asking: owner)

            let after = try later(fixture, by: .seconds(30 * 86_400))
            #expect(try await after.sweep().sweep() == 1)
            #expect(try await after.sweep().sweep() == 0)
            #expect(try await after.kept() == [])
            let details: Query = "select id from participants where num_nonnulls(username, first_name, email_key) > 0"
            #expect(try await after.rows(details).isEmpty)
            #expect(try await after.rows("select id from participants").count == 2)
            for id in ["p-1", "p-2"] {
                await #expect(throws: Refusal(.notFound)) {
                    _ = try await after.find(id, by: .supervisor, asking: owner)
                }
                #expect(try await after.contacts(id).isEmpty)
            }
            let events = try await after.events(.participantExpired)
            #expect(events.map(\.event.subject).sorted() == ["p-1", "p-2"])
            #expect(events.allSatisfy { $0.data.appointmentId == "a-1" && $0.event.application == "app-1" })
        }
    }

    @Test func theRetentionIsTheConfiguredOne() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let soon = try later(fixture, by: .seconds(3_600))
            #expect(try await soon.sweep(retention: "PT1H1S").sweep() == 0)
            #expect(try await soon.sweep(retention: "PT1H").sweep() == 1)
        }
    }

    @Test func anApplicationsSettingsDecideAndTheNewestOfThem() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: ApplicationSettings(retention: "PT2H"), sequence: 7)
            // A straggler.
            try await fixture.react(to: ApplicationSettings(retention: "PT0S"), sequence: 6)
            // Somebody else's.
            try await fixture.react(to: ApplicationSettings(retention: "PT0S"), of: "app-2", sequence: 8)
            let before = try later(fixture, by: .seconds(7_200) - .microseconds(1))
            #expect(try await before.sweep(retention: "PT0S").sweep() == 0)
            let after = try later(fixture, by: .seconds(7_200))
            #expect(try await after.sweep(retention: "P3650D").sweep() == 1)
            #expect(try await after.kept() == [])
        }
    }

    @Test func aLongerRetentionHoldsForWhatIsStillKept() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: ApplicationSettings(retention: "P1D"), sequence: 1)
            try await fixture.react(to: ApplicationSettings(retention: "P3650D"), sequence: 2)
            #expect(try await later(fixture, by: .seconds(31 * 86_400)).sweep().sweep() == 0)
            #expect(try await later(fixture, by: .seconds(3_650 * 86_400)).sweep().sweep() == 1)
        }
    }

    @Test func aCancelledAppointmentCountsFromItsPlannedEnd() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var early = fixture
            early.now = try Instant(rfc3339: "2022-01-01T00:00:00Z")
            try await early.react(to: .sample(cancelled: true, version: 2))
            let before = try later(fixture, by: .seconds(30 * 86_400 - 1))
            #expect(try await before.sweep().sweep() == 0)
            let after = try later(fixture, by: .seconds(30 * 86_400))
            #expect(try await after.sweep().sweep() == 1)
        }
    }

    @Test func anAppointmentThatEndedEarlyCountsFromItsActualEnd() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var ended = AppointmentFacts.sample(version: 3)
            ended.state = .ended
            ended.endedAt = "2022-01-30T18:30:00.0Z"
            try await fixture.react(to: ended)
            // A straggler that knows nothing of the end changes nothing.
            try await fixture.react(to: .sample(version: 2))
            let before = try later(fixture, by: .seconds(29 * 86_400) - .microseconds(1))
            #expect(try await before.sweep().sweep() == 0)
            let after = try later(fixture, by: .seconds(29 * 86_400))
            #expect(try await after.sweep().sweep() == 1)
        }
    }

    @Test func anAppointmentThatWasEndedLateDoesNotKeepDetailsForLonger() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var ended = AppointmentFacts.sample(version: 2)
            ended.state = .ended
            ended.endedAt = "2022-02-20T08:00:00.0Z"
            try await fixture.react(to: ended)
            let before = try later(fixture, by: .seconds(30 * 86_400) - .microseconds(1))
            #expect(try await before.sweep().sweep() == 0)
            let after = try later(fixture, by: .seconds(30 * 86_400))
            #expect(try await after.sweep().sweep() == 1)
        }
    }

    @Test func aMovedAppointmentMovesTheExpiry() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            var moved = AppointmentFacts.sample(version: 2)
            moved.start = "2022-02-10T18:00:00.0Z"
            moved.end = "2022-02-10T18:30:00.0Z"
            try await fixture.react(to: moved)
            // A straggler with the old end changes nothing.
            try await fixture.react(to: .sample(version: 1))
            let before = try later(fixture, by: .seconds(40 * 86_400 - 1))
            #expect(try await before.sweep().sweep() == 0)
            let after = try later(fixture, by: .seconds(40 * 86_400))
            #expect(try await after.sweep().sweep() == 1)
        }
    }

    @Test func aCustomerWhoComesAfterTheSweepIsSweptAsWell() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let after = try later(fixture, by: .seconds(31 * 86_400))
            #expect(try await after.sweep().sweep() == 1)
            var registration = RegisterParticipants.sample()
            registration.customers[0].participantId = "p-3"
            registration.customers.removeLast()
            try await after.register(registration)
            #expect(try await after.kept() == ["a-1/p-3"])
            #expect(try await after.sweep().sweep() == 1)
            #expect(try await after.kept() == [])
            #expect(try await after.events(.participantExpired).map(\.event.subject).sorted() == ["p-1", "p-2", "p-3"])
        }
    }

    @Test func whoeverWasErasedDoesNotExpireAgain() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            #expect(
                try await fixture.erased(#"{"applicationId": "app-1", "email": "jo@example.test"}"#) == ["p-1"])
            let after = try later(fixture, by: .seconds(31 * 86_400))
            #expect(try await after.sweep().sweep() == 1)
            #expect(try await after.events(.participantExpired).map(\.event.subject) == ["p-2"])
            #expect(try await after.events(.participantErased).map(\.event.subject) == ["p-1"])
        }
    }

    @Test func aBatchIsBounded() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await registerMany(ExpirySweep.batch + 3, in: fixture)
            let sweep = try later(fixture, by: .seconds(31 * 86_400)).sweep()
            #expect(try await sweep.sweep() == ExpirySweep.batch)
            #expect(try await sweep.sweep() == 3)
            #expect(try await sweep.sweep() == 0)
        }
    }

    @Test func aBatchIsTheCauseOfItsEventsAndATraceOfItsOwn() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await registerMany(ExpirySweep.batch + 2, in: fixture)
            let sweep = try later(fixture, by: .seconds(31 * 86_400)).sweep()
            while try await sweep.sweep() > 0 {}
            let events = try await fixture.events(.participantExpired).map(\.event)
            let causes = Dictionary(grouping: events) { $0.causation ?? "none" }
            #expect(causes["none"] == nil)
            #expect(causes.values.map(\.count).sorted() == [2, ExpirySweep.batch])
            #expect(causes.values.allSatisfy { Set($0.map(\.trace)).count == 1 })
            let traces = Set(events.compactMap(\.trace))
            #expect(traces.count == 2)
        }
    }

    @Test func sweepsSideBySideAnnounceEachCustomerOnce() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            let count = 4 * ExpirySweep.batch + 7
            try await registerMany(count, in: fixture)
            let sweep = try later(fixture, by: .seconds(31 * 86_400)).sweep()
            let swept = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var total = 0
                        while true {
                            let batch = try await sweep.sweep()
                            guard batch > 0 else { return total }
                            total += batch
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(swept == count)
            #expect(try await fixture.kept() == [])
            let subjects = try await fixture.events(.participantExpired).map(\.event.subject)
            #expect(subjects.count == count && Set(subjects).count == count)
        }
    }

    @Test func theSweepReadsNoMoreThanWhatIsDue() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            let now = fixture.now
            let plan = try await fixture.database.transaction(.background, until: .now + .seconds(5)) { transaction in
                _ = try transaction.query(
                    "select set_config(name, 'off', true) from unnest(array['enable_seqscan', 'enable_bitmapscan']) as name"
                )
                return try transaction.query(
                    "explain \(fragment: ExpirySweep.expired(at: now, after: ISODuration(seconds: 0)))"
                ).map { row in
                    try row.decode("QUERY PLAN", as: String.self)
                }
            }
            #expect(plan.contains { $0.contains("appointments_expiring") }, "\(plan)")
            #expect(plan.contains { $0.contains("Index Cond") && $0.contains("ends_at") }, "\(plan)")
        }
    }

    /// So many appointments with one customer each, whose ids differ.
    private func registerMany(_ count: Int, in fixture: ParticipantsFixture) async throws {
        for number in 0..<count {
            var registration = RegisterParticipants.sample(id: "a-\(number)")
            registration.customers[0].participantId = "p-\(number)"
            registration.customers.removeLast()
            try await fixture.register(registration)
        }
    }
}
