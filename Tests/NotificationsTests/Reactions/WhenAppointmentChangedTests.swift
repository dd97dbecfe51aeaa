// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct WhenAppointmentChangedTests {
    @Test func schedulingPlansOneConfirmationForEachCustomerWithItsEvent() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.reaction.scheduled(NotificationsFixture.event(Facts.appointment(customers: ["a", "b"])))
            #expect(try await fixture.entries() == ["a planned 0", "b planned 0"])
            #expect(try await fixture.events() == ["notification.planned.v1", "notification.planned.v1"])
            #expect(try await fixture.ledger.nextDue() == fixture.time.clock.now())
        }
    }

    @Test func aRepeatedEventPlansNothingMore() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let event = NotificationsFixture.event(Facts.appointment())
            for _ in 1...3 {
                try await fixture.reaction.scheduled(event)
            }
            // Put back by an operator, it comes under another identifier: the ledger's own key holds.
            try await fixture.reaction.scheduled(NotificationsFixture.event(Facts.appointment()))
            #expect(try await fixture.entries() == ["\(Facts.customer) planned 0"])
            #expect(try await fixture.events() == ["notification.planned.v1"])
        }
    }

    @Test func whatAMoveOvertakesIsVoidAtOnceAndTheConfirmationGoesAnew() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Facts.appointment(customers: ["a", "b"]))
            try await fixture.schedule(Facts.appointment(id: "another", customers: ["c"]))
            let claimed = try await fixture.ledger.claim(atMost: 1)
            let first = try #require(claimed.first)
            for _ in 1...2 {
                try await fixture.reaction.rescheduled(
                    NotificationsFixture.event(Facts.appointment(customers: ["a", "b"], version: 2, revision: 1)))
            }
            #expect(
                try await fixture.entries() == [
                    "a suppressed superseded 0", "a planned 0", "b suppressed superseded 0", "b planned 0",
                ] + [first.recipientId == "c" ? "c sending 0" : "c planned 0"])
            #expect(try await fixture.events().filter { $0 == "notification.suppressed.v1" }.count == 2)
            guard first.recipientId != "c" else { return }
            #expect(try await fixture.ledger.mark([first]) == [false])
        }
    }

    @Test func whatACancelOvertakesIsVoidAtOnce() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Facts.appointment(customers: ["a", "b"]))
            try await fixture.reaction.cancelled(
                NotificationsFixture.event(
                    Facts.appointment(customers: ["a", "b"], cancelled: true, version: 2, revision: 1)))
            #expect(try await fixture.entries() == ["a suppressed cancelled 0", "b suppressed cancelled 0"])
            #expect(try await fixture.events().filter { $0 == "notification.suppressed.v1" }.count == 2)
        }
    }

    @Test func aMessageTheProviderMayHaveIsNotCalledVoid() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let entry = try #require(try await fixture.ledger.claim(atMost: 1).first)
            #expect(try await fixture.ledger.mark([entry]) == [true])
            try await fixture.reaction.changed(
                NotificationsFixture.event(Facts.appointment(cancelled: true, version: 2, revision: 1)))
            #expect(try await fixture.entries() == ["\(Facts.customer) sending 0"])
        }
    }

    @Test func aChangeWithoutANewRevisionLeavesMessagesAlone() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            try await fixture.reaction.changed(
                NotificationsFixture.event(Facts.appointment(title: "Renamed", version: 2)))
            #expect(try await fixture.entries() == ["\(Facts.customer) planned 0"])
        }
    }

    @Test func aCustomerAddedLaterIsConfirmedOnce() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let before = Facts.appointment(customers: ["a"])
            try await fixture.schedule(before)
            let after = Facts.appointment(customers: ["a", "b"], version: 2)
            for _ in 1...2 {
                try await fixture.reaction.added(NotificationsFixture.event(after, after: before))
            }
            #expect(try await fixture.entries() == ["a planned 0", "b planned 0"])
            #expect(try await fixture.events() == ["notification.planned.v1", "notification.planned.v1"])
        }
    }

    @Test func whatIsOnItsWayToACustomerWhoWasRemovedIsVoid() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let before = Facts.appointment(customers: ["a", "b", "c"])
            try await fixture.schedule(before)
            let claimed = try await fixture.ledger.claim(atMost: 3)
            let marked = try #require(claimed.first { $0.recipientId == "c" })
            #expect(try await fixture.ledger.mark([marked]) == [true])
            let after = Facts.appointment(customers: ["a"], version: 2)
            try await fixture.reaction.removed(NotificationsFixture.event(after, after: before))
            // What the provider may have is not called void.
            #expect(
                try await fixture.entries() == ["a sending 0", "b suppressed removed 0", "c sending 0"])
            #expect(try await fixture.events().last == "notification.suppressed.v1")
        }
    }

    @Test(arguments: 1...5) func shuffledAndRepeatedEventsKeepTheNewestFacts(seed: UInt64) async throws {
        try await NotificationsFixture.with { fixture async throws in
            var generator = SeededGenerator(seed: seed)
            let events = (1...6).map { version in
                NotificationsFixture.event(
                    Facts.appointment(title: "title \(version)", version: version), id: "event-\(version)")
            }
            for event in (events + events).shuffled(using: &generator) {
                try await fixture.reaction.changed(event)
            }
            let row = try #require(
                try await fixture.read("select sequence, facts->>'title' as title from appointments").first)
            #expect(try row.decode("title", as: String.self) == "title 6")
            #expect(try row.decode("sequence", as: Int.self) == 6)
            #expect(try await fixture.read("select message_id from inbox").count == 6)
        }
    }

    @Test func factsWithoutARealEndAreUndecodable() async throws {
        try await NotificationsFixture.with { fixture async throws in
            await #expect(throws: UndecodableEvent.self) {
                try await fixture.reaction.scheduled(
                    NotificationsFixture.event(Facts.appointment(end: "2030-02-30T00:00:00Z")))
            }
            #expect(try await fixture.entries().isEmpty)
        }
    }

    @Test func anotherApplicationSeesNothing() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let counts: Query = "select (select count(*) from notifications) + (select count(*) from appointments) as n"
            for (applications, expected) in [(["app-1"], 2), (["app-2"], 0), ([], 0)] {
                let rows = try await fixture.database.read(
                    .applications(applications), until: .now.advanced(by: .seconds(5)), counts)
                #expect(try rows.first?.first?.decode("n", as: Int.self) == expected)
            }
        }
    }
}
