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
