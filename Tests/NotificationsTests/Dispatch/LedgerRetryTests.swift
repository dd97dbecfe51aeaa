// SPDX-License-Identifier: Apache-2.0
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct LedgerRetryTests {
    private let appointment = "0f8fad5b-d9cb-469f-a165-70867728950e"

    /// One message of an appointment that ended so.
    private func end(_ outcome: SubmissionOutcome, _ fixture: NotificationsFixture) async throws -> String {
        try await fixture.schedule()
        fixture.mailbox.answer(outcome)
        #expect(try await fixture.dispatcher.turn() == 1)
        let row = try #require(try await fixture.read("select id from notifications").first)
        return try row.decode("id")
    }

    @Test func theLatestFailureIsSentAgainOnce() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let id = try await end(.refused(code: 550), fixture)
            #expect(try await fixture.ledger.retry(appointment: appointment, notification: nil)?.id == id)
            #expect(try await fixture.ledger.retry(appointment: appointment, notification: nil) == nil)
            fixture.mailbox.answer(.accepted)
            #expect(try await fixture.dispatcher.turn() == 1)
            #expect(try await fixture.entries() == ["\(Facts.customer) sent 1"])
            #expect(
                try await fixture.events() == [
                    "notification.planned.v1", "notification.failed.v1", "notification.planned.v1",
                    "notification.sent.v1",
                ])
            let events = try await fixture.envelopes()
            #expect(events.dropFirst().allSatisfy { $0.causation == id })
            #expect(Set(events.map(\.trace)).count == 1)
        }
    }

    @Test func anUncertainOneHasToBeNamed() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let id = try await end(.unknown, fixture)
            #expect(try await fixture.ledger.retry(appointment: appointment, notification: nil) == nil)
            #expect(try await fixture.ledger.retry(appointment: "another", notification: id) == nil)
            #expect(try await fixture.ledger.retry(appointment: appointment, notification: id)?.id == id)
            #expect(try await fixture.entries() == ["\(Facts.customer) planned 0"])
        }
    }

    @Test func whatWasSentIsNotSentAgain() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let id = try await end(.accepted, fixture)
            #expect(try await fixture.ledger.retry(appointment: appointment, notification: id) == nil)
            #expect(try await fixture.entries() == ["\(Facts.customer) sent 1"])
        }
    }
}
