// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import ParticipantsContract
import SchedulingContract
import Testing
import Time

@Suite struct SendDecisionTests {
    private func decide(
        _ entry: LedgerEntry = Facts.entry(), facts: AppointmentFacts? = Facts.appointment(),
        contact: CustomerDetails? = Facts.contact(), at now: String = "2029-12-01T08:00:01.0Z"
    ) throws -> SendDecision {
        SendDecision.of(entry, facts: facts, contact: contact, at: try Instant(rfc3339: now))
    }

    @Test func aCurrentMessageToAKnownAddressIsSent() throws {
        #expect(try decide() == .send(Facts.appointment(), Facts.contact(), address: "ada@example.com"))
    }

    @Test func whatAnEventOvertookIsSuppressed() throws {
        #expect(try decide(facts: Facts.appointment(revision: 1)) == .suppress(.superseded))
        #expect(try decide(facts: Facts.appointment(cancelled: true, revision: 1)) == .suppress(.cancelled))
        #expect(try decide(facts: Facts.appointment(cancelled: true)) == .suppress(.cancelled))
        #expect(try decide(facts: Facts.appointment(customers: ["another"])) == .suppress(.removed))
        #expect(try decide(facts: nil) == .suppress(.unknownAppointment))
    }

    @Test func factsOlderThanThePlanAreAskedForAgain() throws {
        #expect(try decide(Facts.entry(revision: 2), facts: Facts.appointment(revision: 1)) == .postpone)
    }

    @Test func anInactiveAppointmentSendsNothing() throws {
        #expect(try decide(facts: Facts.appointment(notificationsActive: false)) == .suppress(.inactive))
    }

    @Test(arguments: [
        nil, "", "ada", "ada@example.com, eve@example.com", "Ada <ada@example.com>", "a@b\r\nRCPT TO:<c@d>",
    ])
    func withoutOneUsableAddressNothingIsSent(email: String?) throws {
        #expect(try decide(contact: Facts.contact(email: email)) == .suppress(.noContact))
        #expect(try decide(contact: nil) == .suppress(.noContact))
    }

    @Test func anInvitationToWhatIsOverIsTooLate() throws {
        #expect(try decide(at: "2030-01-31T19:29:59.9Z") != .suppress(.tooLate))
        #expect(try decide(at: "2030-01-31T19:30:00.0Z") == .suppress(.tooLate))
    }

    @Test func whatThisServiceDoesNotSendIsSuppressedVisibly() throws {
        #expect(try decide(Facts.entry(channel: "SMS")) == .suppress(.unsupported))
        #expect(try decide(Facts.entry(type: "REMINDER")) == .suppress(.unsupported))
    }
}

@Suite struct SettlementTests {
    @Test func theProvidersWordDecides() {
        #expect(Settlement.of(.accepted, after: 0) == .sent)
        #expect(Settlement.of(.refused(code: 550), after: 0) == .failed(.smtp(550)))
        #expect(Settlement.of(.unknown, after: 0) == .uncertain(.connectionLost))
    }

    @Test func deferredMessagesAreTriedEightTimesWithGrowingPauses() {
        let pauses = (0..<8).map { Settlement.of(.deferred(code: 451), after: $0) }
        let expected = [2, 6, 18, 54, 162, 486, 1458].map { Settlement.again(in: $0, .smtp(451)) }
        #expect(pauses == expected + [.failed(.smtp(451))])
        #expect(Settlement.of(.deferred(code: nil), after: 0) == .again(in: 2, .unreachable))
        #expect(Settlement.of(.deferred(code: nil), after: .max - 1) == .failed(.unreachable))
    }
}

@Suite struct MessagePlanTests {
    private let create = PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil)

    @Test func eachCustomerGetsOneConfirmation() {
        let facts = Facts.appointment(customers: ["a", "b", "a"], plan: [create, create])
        #expect(MessagePlan.onScheduled(facts).map(\.recipientId) == ["a", "b"])
        #expect(MessagePlan.onScheduled(facts).allSatisfy { $0.type == .create && $0.channel == .email })
    }

    @Test func withoutAPlannedConfirmationNothingIsSent() {
        let others = [
            PlannedNotification(type: "CREATE", channel: "SMS", period: nil),
            PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H"),
            PlannedNotification(type: "NEWER", channel: "PIGEON", period: nil),
        ]
        #expect(MessagePlan.onScheduled(Facts.appointment(plan: others)).isEmpty)
        #expect(MessagePlan.onScheduled(Facts.appointment(plan: [])).isEmpty)
        #expect(MessagePlan.onScheduled(Facts.appointment(cancelled: true)).isEmpty)
    }

    @Test func theReasonTellsACancelFromAMove() {
        #expect(MessagePlan.reasonForVoid(Facts.appointment(cancelled: true)) == .cancelled)
        #expect(MessagePlan.reasonForVoid(Facts.appointment(revision: 3)) == .superseded)
    }
}
