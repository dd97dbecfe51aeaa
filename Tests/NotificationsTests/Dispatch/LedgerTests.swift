// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
import Observability
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing

@testable import NotificationsService

@Suite(.needsPostgres) struct LedgerTests {
    private let customer = Facts.customer

    @Test func aMessageIsClaimedByOneAtATime() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            #expect(try await fixture.ledger.claim(atMost: 16).count == 1)
            #expect(try await fixture.ledger.claim(atMost: 16).isEmpty)
            #expect(try await fixture.ledger.nextDue() == nil)
        }
    }

    @Test func whatIsNotDueIsNotClaimed() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            fixture.time.pass(.seconds(-1))
            #expect(try await fixture.ledger.claim(atMost: 16).isEmpty)
            fixture.time.pass(.seconds(1))
            #expect(try await fixture.ledger.claim(atMost: 16).count == 1)
        }
    }

    @Test func anUnmarkedMessageOfADeadDispatcherIsPlannedAgain() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let lost = try #require(try await fixture.ledger.claim(atMost: 1).first)
            try await fixture.ledger.recover()
            #expect(try await fixture.entries() == ["\(customer) sending 0"])
            try await fixture.expireLeases()
            #expect(try await fixture.ledger.mark([lost]) == [false])
            try await fixture.ledger.recover()
            #expect(try await fixture.entries() == ["\(customer) planned 0"])
            let again = try #require(try await fixture.ledger.claim(atMost: 1).first)
            #expect(again.id == lost.id)
            // The one that was away too long changes nothing any more.
            #expect(try await fixture.ledger.mark([lost]) == [false])
            try await fixture.ledger.settle([(lost, .failed(.smtp(550)))])
            try await fixture.ledger.release([lost])
            #expect(try await fixture.entries() == ["\(customer) sending 0"])
            #expect(try await fixture.ledger.mark([again]) == [true])
            #expect(try await fixture.events() == ["notification.planned.v1"])
        }
    }

    @Test func aMarkedMessageOfADeadDispatcherIsUncertainAndNeverRepeated() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let entry = try #require(try await fixture.ledger.claim(atMost: 1).first)
            #expect(try await fixture.ledger.mark([entry]) == [true])
            try await fixture.expireLeases()
            try await fixture.ledger.recover()
            #expect(try await fixture.entries() == ["\(customer) uncertain interrupted 1"])
            #expect(try await fixture.events() == ["notification.planned.v1", "notification.uncertain.v1"])
            fixture.time.pass(.seconds(86_400))
            #expect(try await fixture.ledger.claim(atMost: 16).isEmpty)
        }
    }

    @Test func aDispatcherThatComesBackLateStillSaysWhatHappened() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let entry = try #require(try await fixture.ledger.claim(atMost: 1).first)
            _ = try await fixture.ledger.mark([entry])
            try await fixture.expireLeases()
            try await fixture.ledger.recover()
            try await fixture.ledger.settle([(entry, .sent)])
            #expect(try await fixture.entries().first?.hasPrefix("\(customer) sent") == true)
            #expect(
                try await fixture.events() == [
                    "notification.planned.v1", "notification.uncertain.v1", "notification.sent.v1",
                ])
        }
    }

    @Test func aSecondEndOfTheSameMessageIsNoEvent() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let entry = try #require(try await fixture.ledger.claim(atMost: 1).first)
            _ = try await fixture.ledger.mark([entry])
            try await fixture.ledger.settle([(entry, .sent)])
            try await fixture.ledger.settle([(entry, .sent)])
            #expect(try await fixture.events() == ["notification.planned.v1", "notification.sent.v1"])
        }
    }

    @Test func anEndNamesTheMessageAsItsCauseAndStaysInItsTrace() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let entry = try #require(try await fixture.ledger.claim(atMost: 1).first)
            _ = try await fixture.ledger.mark([entry])
            try await fixture.expireLeases()
            try await fixture.ledger.recover()
            try await fixture.ledger.settle([(entry, .sent)])
            let events = try await fixture.envelopes()
            #expect(
                events.map(\.type) == [
                    "notification.planned.v1", "notification.uncertain.v1", "notification.sent.v1",
                ])
            // What planned it is the appointment's event.
            let cause = try #require(events.first?.causation)
            #expect(!cause.isEmpty && cause != entry.id)
            #expect(events.dropFirst().allSatisfy { $0.causation == entry.id })
            #expect(entry.trace != nil && events.allSatisfy { $0.trace == entry.trace })
        }
    }

    @Test func anEndOfAMessageWithoutATraceBeginsOne() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            try await fixture.database.transaction(.background, until: .now.advanced(by: .seconds(5))) { database in
                try database.execute("update notifications set trace = null")
            }
            let entry = try #require(try await fixture.ledger.claim(atMost: 1).first)
            try await fixture.ledger.suppress([(entry, .cancelled)])
            let event = try #require(try await fixture.envelopes().last)
            #expect(event.type == "notification.suppressed.v1" && event.causation == entry.id)
            #expect(event.trace.flatMap { TraceContext($0) } != nil)
        }
    }

    @Test func claimsFollowTheIndexOfWhatIsToCome() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let plan = try await fixture.database.transaction(.background, until: .now.advanced(by: .seconds(5))) {
                database in
                try database.execute(
                    """
                    insert into notifications (id, application_id, appointment_id, revision, recipient_id, channel, type,
                        due, next_try_at, state, at)
                    select 'n' || i, 'app-1', 'a' || i, 0, 'r', 'EMAIL', 'CREATE', now(), now(), 'sent', now()
                    from generate_series(1, 5000) i
                    """)
                return try database.query(
                    """
                    explain select id from notifications where state = 'planned' and next_try_at <= now()
                    order by next_try_at limit 16 for update skip locked
                    """
                ).map { try $0.decode("QUERY PLAN", as: String.self) }
            }
            #expect(plan.contains { $0.contains("notifications_due") })
        }
    }
}
