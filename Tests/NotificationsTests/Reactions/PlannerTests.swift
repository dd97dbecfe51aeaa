// SPDX-License-Identifier: Apache-2.0
import Contract
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

/// The ledger after an appointment's whole life, whatever order its events come in.
@Suite(.needsPostgres) struct PlannerTests {
    private static let plan = [
        PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil),
        PlannedNotification(type: "RESCHEDULE", channel: "EMAIL", period: nil),
        PlannedNotification(type: "CANCELLED", channel: "EMAIL", period: nil),
        PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H"),
        PlannedNotification(type: "ROOM", channel: "EMAIL", period: "PT15M"),
        PlannedNotification(type: "FOLLOW_UP", channel: "EMAIL", period: "PT30M"),
    ]

    private static func facts(
        _ version: Int, revision: Int, customers: [String] = ["a"], cancelled: Bool = false,
        state: AppointmentState = .pending, endedAt: String? = nil
    ) -> AppointmentFacts {
        Facts.appointment(
            customers: customers, cancelled: cancelled, plan: plan, version: version, revision: revision,
            state: state, endedAt: endedAt)
    }

    @Test func aMoveSendsRescheduleInsteadOfAConfirmationThatHasNotGone() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Self.facts(1, revision: 0))
            try await fixture.reaction.rescheduled(
                NotificationsFixture.event(Self.facts(2, revision: 1), after: Self.facts(1, revision: 0)))
            #expect(
                try await fixture.messages() == [
                    "a CREATE EMAIL 0 suppressed superseded", "a FOLLOW_UP EMAIL 0 suppressed superseded",
                    "a REMINDER EMAIL 0 suppressed superseded", "a ROOM EMAIL 0 suppressed superseded",
                    "a FOLLOW_UP EMAIL 1 planned", "a REMINDER EMAIL 1 planned", "a RESCHEDULE EMAIL 1 planned",
                    "a ROOM EMAIL 1 planned",
                ])
        }
    }

    /// The dispatcher locks rows and then the subject; a planner that did it the other way round would wait for it while
    /// it waits for the planner.
    @Test func rowsAreLockedBeforeTheSubject() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let facts = Self.facts(1, revision: 0)
            try await fixture.schedule(facts)
            let reaction = fixture.reaction
            let (isWaiting, isFree) = try await fixture.database.transaction(
                .background, until: .now.advanced(by: .seconds(20))
            ) { database in
                _ = try database.query("select id from notifications order by id for update")
                Task {
                    // Gives up on the lock when this takes long; then it is none of the test's business.
                    try? await reaction.rescheduled(
                        NotificationsFixture.event(Self.facts(2, revision: 1), after: facts))
                }
                let end = ContinuousClock.now + .seconds(10)
                var isWaiting = false
                while !isWaiting, ContinuousClock.now < end {
                    let waiting: Query = """
                        select exists (
                            select 1 from pg_locks l where not l.granted
                                and pg_backend_pid() = any(pg_blocking_pids(l.pid))) as waiting
                        """
                    isWaiting = try database.query(waiting).first?.decode("waiting") ?? false
                }
                let free: Query = "select pg_try_advisory_xact_lock(hashtextextended(\(facts.id), 1)) as free"
                return (isWaiting, try database.query(free).first?.decode("free", as: Bool.self))
            }
            #expect(isWaiting && isFree == true)
        }
    }

    @Test func aCancelLeavesItsNoticeOnly() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Self.facts(1, revision: 0))
            try await fixture.reaction.cancelled(
                NotificationsFixture.event(Self.facts(2, revision: 1, cancelled: true)))
            #expect(try await fixture.messages().filter { $0.hasSuffix("planned") } == ["a CANCELLED EMAIL 1 planned"])
            #expect(try await fixture.messages().filter { $0.hasSuffix("suppressed cancelled") }.count == 4)
        }
    }

    @Test func whoIsRemovedHearsOfThatAndNothingElse() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let before = Self.facts(1, revision: 0, customers: ["a", "b"])
            try await fixture.schedule(before)
            try await fixture.reaction.removed(
                NotificationsFixture.event(Self.facts(2, revision: 0), after: before))
            let planned = try await fixture.messages().filter { $0.hasPrefix("b") && $0.hasSuffix("planned") }
            #expect(planned == ["b CANCELLED EMAIL 0 planned"])
            // A later move says nothing of somebody who isn't there any more, and doesn't take the notice back.
            try await fixture.reaction.rescheduled(NotificationsFixture.event(Self.facts(3, revision: 1)))
            let after = try await fixture.messages().filter { $0.hasPrefix("b") && $0.hasSuffix("planned") }
            #expect(after == planned)
        }
    }

    @Test func theEndVoidsRemindersAndMovesTheFollowUp() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Self.facts(1, revision: 0))
            let ended = Self.facts(2, revision: 0, state: .ended, endedAt: "2030-01-31T19:10:00.5Z")
            try await fixture.reaction.changed(NotificationsFixture.event(ended))
            #expect(
                try await fixture.messages() == [
                    "a CREATE EMAIL 0 planned", "a FOLLOW_UP EMAIL 0 planned", "a REMINDER EMAIL 0 suppressed ended",
                    "a ROOM EMAIL 0 suppressed ended",
                ])
            let row = try #require(
                try await fixture.read("select due from notifications where type = 'FOLLOW_UP'").first)
            #expect(try row.decode("due", as: Instant.self).rfc3339 == "2030-01-31T19:40:00.5Z")
        }
    }

    @Test func theFirstToJoinVoidsRemindersButActivationDoesNot() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Self.facts(1, revision: 0))
            let active = Self.facts(2, revision: 0, state: .active)
            try await fixture.reaction.activated(NotificationsFixture.event(active))
            #expect(try await fixture.messages().allSatisfy { $0.hasSuffix("planned") })
            try await fixture.reaction.activated(NotificationsFixture.event(active, by: .videoPlatform))
            #expect(
                try await fixture.messages().filter { !$0.hasSuffix("planned") }
                    == ["a REMINDER EMAIL 0 suppressed started"])
        }
    }

    @Test func whatIsDueAlreadyIsSuppressedVisibly() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let start = try Instant(rfc3339: "2030-01-31T19:00:00.0Z")
            fixture.time.pass(start - fixture.time.clock.now() - .seconds(600))
            try await fixture.schedule(Self.facts(1, revision: 0))
            #expect(
                try await fixture.messages() == [
                    "a CREATE EMAIL 0 planned", "a FOLLOW_UP EMAIL 0 planned",
                    "a REMINDER EMAIL 0 suppressed too-late", "a ROOM EMAIL 0 planned",
                ])
            #expect(
                try await fixture.events() == Array(repeating: "notification.planned.v1", count: 3) + [
                    "notification.suppressed.v1"
                ])
        }
    }

    @Test(arguments: 1...5) func shuffledAndRepeatedEventsEndInTheSameLedger(seed: UInt64) async throws {
        try await NotificationsFixture.with { fixture async throws in
            var generator = SeededGenerator(seed: seed)
            let one = Self.facts(1, revision: 0, customers: ["a", "b"])
            let two = Self.facts(2, revision: 1, customers: ["a", "b"])
            let three = Self.facts(3, revision: 1)
            let reaction = fixture.reaction
            let events: [@Sendable () async throws -> Void] = [
                { try await reaction.scheduled(NotificationsFixture.event(one, id: "one")) },
                { try await reaction.rescheduled(NotificationsFixture.event(two, after: one, id: "two")) },
                { try await reaction.removed(NotificationsFixture.event(three, after: two, id: "three")) },
            ]
            for event in (events + events).shuffled(using: &generator) {
                try await event()
            }
            #expect(
                try await fixture.messages().filter { $0.hasSuffix("planned") } == [
                    "a FOLLOW_UP EMAIL 1 planned", "a REMINDER EMAIL 1 planned", "a RESCHEDULE EMAIL 1 planned",
                    "a ROOM EMAIL 1 planned", "b CANCELLED EMAIL 1 planned",
                ])
        }
    }
}
