// SPDX-License-Identifier: Apache-2.0
import Contract
import ICalendar
import NotificationsContract
import Postgres
import SchedulingContract
import TestSupport
import Testing

@testable import NotificationsService

@Suite(.needsPostgres, .timeLimit(.minutes(2))) struct DispatcherTests {
    private let customer = Facts.customer

    @Test func aPlannedConfirmationIsSentOnceAndToldOf() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let dispatcher = fixture.dispatcher
            #expect(try await dispatcher.turn() == 1)
            #expect(try await dispatcher.turn() == 0)
            let message = try #require(fixture.mailbox.messages.first)
            #expect(fixture.mailbox.messages.count == 1)
            #expect(message.to == "\(customer)@example.com")
            #expect(message.text.contains("Dear Ada,"))
            #expect(message.calendar?.event.sequence == 0)
            #expect(try await fixture.entries() == ["\(customer) sent 1"])
            #expect(try await fixture.events() == ["notification.planned.v1", "notification.sent.v1"])
        }
    }

    @Test func severalDispatchersSubmitEachMessageOnce() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let customers = (0..<60).map { "customer-\($0)" }
            for chunk in 0..<3 {
                try await fixture.schedule(
                    Facts.appointment(
                        id: "appointment-\(chunk)", customers: Array(customers[(chunk * 20)..<(chunk * 20 + 20)])))
            }
            await withTaskGroup(of: Void.self) { group in
                for dispatcher in [fixture.dispatcher, fixture.dispatcher, fixture.dispatcher] {
                    group.addTask {
                        while let count = try? await dispatcher.turn(), count > 0 {}
                    }
                }
            }
            #expect(fixture.mailbox.messages.map(\.to).sorted() == customers.map { "\($0)@example.com" }.sorted())
            #expect(try await fixture.entries().allSatisfy { $0.hasSuffix(" sent 1") })
            #expect(try await fixture.events().filter { $0 == "notification.sent.v1" }.count == 60)
        }
    }

    @Test func factsAndContactsAreThoseOfTheMomentOfSending() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            fixture.neighbours.know(Facts.contact(firstName: "Grace", email: "grace@example.com"))
            _ = try await fixture.dispatcher.turn()
            #expect(fixture.mailbox.messages.map(\.to) == ["grace@example.com"])
            #expect(fixture.mailbox.messages.first?.text.contains("Dear Grace,") == true)
        }
    }

    @Test func whatWasCancelledMovedOrSwitchedOffSinceIsSuppressed() async throws {
        try await NotificationsFixture.with { fixture async throws in
            for (id, customer) in [("a1", "r1"), ("a2", "r2"), ("a3", "r3"), ("a4", "r4")] {
                try await fixture.schedule(Facts.appointment(id: id, customers: [customer]))
            }
            fixture.neighbours.know(Facts.appointment(id: "a1", customers: ["r1"], cancelled: true, revision: 1))
            fixture.neighbours.know(Facts.appointment(id: "a2", customers: ["r2"], revision: 1))
            fixture.neighbours.know(Facts.appointment(id: "a3", customers: ["r3"], notificationsActive: false))
            fixture.neighbours.know(Facts.contact(id: "r4", email: nil))
            #expect(try await fixture.dispatcher.turn() == 4)
            #expect(fixture.mailbox.messages.isEmpty)
            #expect(
                try await fixture.entries() == [
                    "r1 suppressed cancelled 0", "r2 suppressed superseded 0", "r3 suppressed inactive 0",
                    "r4 suppressed no-contact 0",
                ])
            #expect(try await fixture.events().filter { $0 == "notification.suppressed.v1" }.count == 4)
        }
    }

    @Test func anAbsentNeighbourCostsNoTry() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            fixture.neighbours.setAway(true)
            let dispatcher = fixture.dispatcher
            await #expect(throws: (any Error).self) { try await dispatcher.turn() }
            #expect(try await fixture.entries() == ["\(customer) planned 0"])
            fixture.neighbours.setAway(false)
            fixture.time.pass(.seconds(1))
            #expect(try await dispatcher.turn() == 1)
            #expect(try await fixture.entries() == ["\(customer) sent 1"])
        }
    }

    @Test func aDeferredMessageIsTriedAgainLaterUntilItHasFailed() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            fixture.mailbox.answer(.deferred(code: 451))
            let dispatcher = fixture.dispatcher
            #expect(try await dispatcher.turn() == 1)
            #expect(try await fixture.entries() == ["\(customer) planned smtp-451 1"])
            fixture.time.pass(.milliseconds(1_999))
            #expect(try await dispatcher.turn() == 0)
            fixture.time.pass(.milliseconds(1))
            for attempt in 2...8 {
                #expect(try await dispatcher.turn() == 1, "attempt \(attempt)")
                fixture.time.pass(.seconds(3600))
            }
            #expect(try await dispatcher.turn() == 0)
            #expect(fixture.mailbox.messages.count == 8)
            #expect(Set(fixture.mailbox.messages.map(\.id)).count == 1)
            #expect(try await fixture.entries() == ["\(customer) failed smtp-451 8"])
            #expect(try await fixture.events() == ["notification.planned.v1", "notification.failed.v1"])
        }
    }

    @Test(arguments: [
        (SubmissionOutcome.refused(code: 550), "failed smtp-550 1", "notification.failed.v1"),
        (SubmissionOutcome.unknown, "uncertain connection-lost 1", "notification.uncertain.v1"),
    ])
    func aFinalAnswerEndsTheMessage(outcome: SubmissionOutcome, entry: String, event: String) async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            fixture.mailbox.answer(outcome)
            let dispatcher = fixture.dispatcher
            _ = try await dispatcher.turn()
            fixture.time.pass(.seconds(86_400))
            #expect(try await dispatcher.turn() == 0)
            #expect(fixture.mailbox.messages.count == 1)
            #expect(try await fixture.entries() == ["\(customer) \(entry)"])
            #expect(try await fixture.events() == ["notification.planned.v1", event])
        }
    }

    @Test func theMarkIsDurableBeforeTheProviderIsCalled() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let marks = Marks()
            fixture.mailbox.during {
                let rows = try? await fixture.read("select state from notifications where marked_at is not null")
                await marks.add((try? rows?.first?.decode("state", as: String.self)) ?? "none")
            }
            _ = try await fixture.dispatcher.turn()
            #expect(await marks.seen == ["sending"])
        }
    }

    @Test func theLoopWakesAtOnceWhenSomethingIsPlanned() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let dispatcher = fixture.dispatcher
            let mailbox = fixture.mailbox
            let runs = Task { try await dispatcher.run() }
            defer { runs.cancel() }
            for number in 1...5 {
                try await fixture.schedule(Facts.appointment(id: "appointment-\(number)"))
                #expect(await mailbox.receives(within: .seconds(5)))
            }
            #expect(mailbox.messages.count == 5)
            #expect(dispatcher.isTurning)
            // Even now the last message's outcome is recorded.
            runs.cancel()
            try await runs.value
            #expect(try await fixture.entries() == Array(repeating: "\(customer) sent 1", count: 5))
        }
    }

    private actor Marks {
        private(set) var seen: [String] = []

        func add(_ state: String) {
            seen.append(state)
        }
    }
}
