// SPDX-License-Identifier: Apache-2.0
import ICalendar
import NotificationsContract
import SchedulingContract
import Synchronization
import TestSupport
import Testing
import Time

@testable import NotificationsService

/// What the dispatcher makes of each type and channel.
@Suite(.needsPostgres) struct DispatcherKindsTests {
    private let customer = Facts.customer
    private static let appointment = "0f8fad5b-d9cb-469f-a165-70867728950e"

    private static let own = """
        [{"type":"REMINDER","channel":"SMS","period":"PT1H","textBody":"{{firstName}}: {{time24}}"},
         {"type":"ROOM","channel":"EMAIL","period":"PT15M","subject":"Room","textBody":"Come in: {{roomLink}}"},
         {"type":"FOLLOW_UP","channel":"EMAIL","period":"PT30M","subject":"Thanks","textBody":"How was it?"},
         {"type":"CANCELLED","channel":"EMAIL","subject":"Off","textBody":"Cancelled."},
         {"type":"CANCELLED","channel":"SMS","textBody":"Off, {{firstName}}"}]
        """

    private static let plan = [
        PlannedNotification(type: "REMINDER", channel: "SMS", period: "PT1H"),
        PlannedNotification(type: "ROOM", channel: "EMAIL", period: "PT15M"),
        PlannedNotification(type: "FOLLOW_UP", channel: "EMAIL", period: "PT30M"),
        PlannedNotification(type: "CANCELLED", channel: "EMAIL", period: nil),
        PlannedNotification(type: "CANCELLED", channel: "SMS", period: nil),
    ]

    /// Moves the clock to an instant.
    private func wait(_ fixture: NotificationsFixture, until instant: String) throws {
        fixture.time.pass(try Instant(rfc3339: instant) - fixture.time.clock.now())
    }

    @Test func eachMessageGoesAtItsTimeByItsChannel() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Facts.appointment(plan: Self.plan))
            fixture.neighbours.know(templates: Self.own, of: Self.appointment)
            fixture.neighbours.know(joined: [customer])
            let dispatcher = fixture.dispatcher
            try wait(fixture, until: "2030-01-31T17:59:59.9Z")
            #expect(try await dispatcher.turn() == 0)
            try wait(fixture, until: "2030-01-31T18:00:00.0Z")
            #expect(try await dispatcher.turn() == 1)
            #expect(fixture.mailbox.texts.map(\.text) == ["Ada: 20:00"])
            #expect(fixture.mailbox.texts.map(\.to) == ["+49301234567"])
            try wait(fixture, until: "2030-01-31T18:45:00.0Z")
            #expect(try await dispatcher.turn() == 1)
            #expect(fixture.mailbox.messages.last?.text == "Come in: https://suite.example/q/\(customer)")
            #expect(fixture.mailbox.messages.last?.calendar == nil)
            try wait(fixture, until: "2030-01-31T20:00:00.0Z")
            #expect(try await dispatcher.turn() == 1)
            #expect(fixture.mailbox.messages.last?.subject == "Thanks")
            #expect(try await fixture.messages().allSatisfy { $0.hasSuffix("sent") })
        }
    }

    @Test func theNoticeOfACancelGoesByBothChannelsAndCancelsTheEntry() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Facts.appointment(plan: Self.plan))
            fixture.neighbours.know(templates: Self.own, of: Self.appointment)
            let cancelled = Facts.appointment(cancelled: true, plan: Self.plan, version: 2, revision: 1)
            fixture.neighbours.know(cancelled)
            try await fixture.reaction.cancelled(NotificationsFixture.event(cancelled))
            #expect(try await fixture.dispatcher.turn() == 2)
            #expect(fixture.mailbox.texts.map(\.text) == ["Off, Ada"])
            let entry = try #require(fixture.mailbox.messages.first?.calendar)
            #expect(entry.method.name == "CANCEL")
            #expect(entry.event.sequence == 1)
        }
    }

    @Test func whoDidNotComeIsNotAskedHowItWas() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule(Facts.appointment(plan: [Self.plan[2]]))
            try wait(fixture, until: "2030-01-31T20:00:00.0Z")
            #expect(try await fixture.dispatcher.turn() == 1)
            #expect(try await fixture.messages() == ["\(customer) FOLLOW_UP EMAIL 0 suppressed not-joined"])
        }
    }

    @Test func withoutContactsThereIsOneRowForEachChannel() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let plan = [
                PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil),
                PlannedNotification(type: "CREATE", channel: "SMS", period: nil),
            ]
            try await fixture.schedule(Facts.appointment(plan: plan))
            fixture.neighbours.forgetContacts()
            #expect(try await fixture.dispatcher.turn() == 2)
            #expect(
                try await fixture.messages() == [
                    "\(customer) CREATE SMS 0 suppressed no-contact",
                    "\(customer) CREATE EMAIL 0 suppressed no-contact",
                ])
        }
    }

    @Test func theApplicationsSwitchIsObeyedAtOnce() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            fixture.neighbours.know(ApplicationSettings(active: false), of: "app-1")
            #expect(try await fixture.dispatcher.turn() == 1)
            #expect(fixture.mailbox.messages.isEmpty)
            #expect(try await fixture.messages() == ["\(customer) CREATE EMAIL 0 suppressed inactive"])
        }
    }

    @Test func withoutASenderOrATemplateTheLedgerSaysSo() async throws {
        try await NotificationsFixture.with { fixture async throws in
            fixture.neighbours.know(
                templates: #"[{"type":"CREATE","channel":"SMS","textBody":"x"}]"#, of: Self.appointment)
            try await fixture.schedule(
                Facts.appointment(plan: [PlannedNotification(type: "CREATE", channel: "SMS", period: nil)]))
            let dispatcher = Dispatcher(
                ledger: fixture.ledger, sources: fixture.neighbours.sources, composer: Messages.composer,
                connections: 4,
                planned: fixture.planned, clock: fixture.time.clock, logger: TestDatabase.logger,
                outlets: Outlets(mail: fixture.mailbox.outlets.mail, sms: nil))
            #expect(try await dispatcher.turn() == 1)
            #expect(try await fixture.messages() == ["\(customer) CREATE SMS 0 suppressed no-sender"])
        }
    }

    @Test func anSMSThatNoProviderTakesIsHandedToNone() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let plan = [PlannedNotification(type: "CREATE", channel: "SMS", period: nil)]
            // The first fills a message to the brim, the second has a letter more.
            for (id, customer, count) in [("a1", "r1", 1_600), ("a2", "r2", 1_601)] {
                let text = String(repeating: "ü", count: count)
                fixture.neighbours.know(
                    templates: #"[{"type":"CREATE","channel":"SMS","textBody":"\#(text)"}]"#, of: id)
                try await fixture.schedule(Facts.appointment(id: id, customers: [customer], plan: plan))
            }
            #expect(try await fixture.dispatcher.turn() == 2)
            #expect(fixture.mailbox.texts.map(\.text.count) == [1_600])
            #expect(try await fixture.entries() == ["r1 sent 1", "r2 suppressed too-long 0"])
        }
    }

    @Test(arguments: [1, 150, 400]) func aBatchOfAnySizeIsBriefedAndSent(count: Int) async throws {
        try await NotificationsFixture.with { fixture async throws in
            let customers = (0..<count).map { "customer-\($0)" }
            try await fixture.schedule(Facts.appointment(customers: customers))
            #expect(try await fixture.dispatcher(connections: 100).turn() == count)
            #expect(Set(fixture.mailbox.messages.map(\.to)).count == count)
            #expect(try await fixture.entries().allSatisfy { $0.hasSuffix(" sent 1") })
            #expect(try await fixture.events().filter { $0 == "notification.sent.v1" }.count == count)
        }
    }
}
