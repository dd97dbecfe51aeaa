// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import ParticipantsContract
import SchedulingContract
import Testing
import Time

@Suite struct SendDecisionTests {
    private func decide(
        _ entry: LedgerEntry = Facts.entry(), facts: AppointmentFacts? = Facts.appointment(),
        joined: [String] = [], isRunning: Bool? = nil, hasStarted: Bool? = nil, arrived: [String]? = nil,
        contact: CustomerDetails? = Facts.contact(), isActive: Bool = true, at now: String = "2029-12-01T08:00:01.0Z"
    ) throws -> SendDecision {
        let material = facts.map { facts in
            FindMessageMaterial.Material(
                facts: facts, ownTemplates: nil, joined: joined, isRunning: isRunning, hasStarted: hasStarted,
                arrived: arrived)
        }
        return SendDecision.of(
            entry, material, contact: contact, isActive: isActive, at: try Instant(rfc3339: now))
    }

    @Test func aCurrentMessageToAKnownAddressIsSent() throws {
        #expect(try decide() == .send(.create, .email, Facts.contact(), address: "ada@example.com"))
        #expect(
            try decide(Facts.entry(channel: "SMS")) == .send(.create, .sms, Facts.contact(), address: "+49301234567"))
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
        #expect(try decide(isActive: false) == .suppress(.inactive))
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

    @Test(arguments: [nil, "", "abc", "+", "123", "+49 30 1234567 ext. 5", "1234567890123456"])
    func withoutOneUsableNumberNoTextIsSent(phone: String?) throws {
        let decision = try decide(Facts.entry(channel: "SMS"), contact: Facts.contact(phone: phone))
        #expect(decision == .suppress(.noContact))
    }

    @Test func aReminderThatIsLateIsSuppressed() throws {
        let due = try Instant(rfc3339: "2030-01-31T18:00:00.0Z")
        let reminder = Facts.entry(type: "REMINDER", period: 3600, due: due)
        #expect(try decide(reminder, at: "2030-01-31T18:10:00.0Z") != .suppress(.tooLate))
        #expect(try decide(reminder, at: "2030-01-31T18:10:01.0Z") == .suppress(.tooLate))
    }

    @Test func nobodyIsRemindedOfAConferenceThatHasStarted() throws {
        let due = try Instant(rfc3339: "2030-01-31T18:00:00.0Z")
        let reminder = Facts.entry(type: "REMINDER", period: 3600, due: due)
        let active = Facts.appointment(state: .active)
        let now = "2030-01-31T18:00:00.0Z"
        // Also when those who came have left again.
        let left = try decide(reminder, facts: active, isRunning: false, hasStarted: true, at: now)
        #expect(left == .suppress(.started))
        // They came before it was moved.
        let moved = try decide(
            reminder, facts: active, joined: [Facts.customer], isRunning: false, hasStarted: false, arrived: [], at: now
        )
        #expect(moved == .send(.reminder, .email, Facts.contact(), address: "ada@example.com"))
        // From a version of scheduling that tells less.
        #expect(try decide(reminder, facts: active, isRunning: true, at: now) == .suppress(.started))
        #expect(try decide(reminder, facts: active, joined: [Facts.customer], at: now) != .suppress(.started))
    }

    @Test func theRoomsLinkGoesToThoseWhoHaveNotComeYet() throws {
        let due = try Instant(rfc3339: "2030-01-31T18:00:00.0Z")
        let room = Facts.entry(type: "ROOM", period: 3600, due: due)
        let active = Facts.appointment(state: .active)
        func decide(joined: [String], arrived: [String]?) throws -> SendDecision {
            try self.decide(
                room, facts: active, joined: joined, isRunning: true, hasStarted: true, arrived: arrived,
                at: "2030-01-31T18:00:00.0Z")
        }
        let sent = SendDecision.send(.room, .email, Facts.contact(), address: "ada@example.com")
        #expect(try decide(joined: ["another"], arrived: ["another"]) == sent)
        #expect(try decide(joined: [Facts.customer], arrived: [Facts.customer]) == .suppress(.joined))
        // Who came before it was moved needs the link again.
        #expect(try decide(joined: [Facts.customer], arrived: []) == sent)
        #expect(try decide(joined: [Facts.customer], arrived: nil) == sent)
    }

    @Test func theNoticeOfACancelGoesAlthoughItIsCancelledAndToWhoWasRemoved() throws {
        let notice = Facts.entry(revision: 1, type: "CANCELLED")
        let cancelled = Facts.appointment(cancelled: true, revision: 1)
        let sent = SendDecision.send(.cancelled, .email, Facts.contact(), address: "ada@example.com")
        #expect(try decide(notice, facts: cancelled) == sent)
        #expect(try decide(notice, facts: Facts.appointment(customers: ["another"], revision: 2)) == sent)
        // Removed, and back again.
        #expect(try decide(notice, facts: Facts.appointment(revision: 1)) == .suppress(.superseded))
    }

    @Test func onlyWhoCameIsAskedHowItWas() throws {
        let followUp = Facts.entry(type: "FOLLOW_UP", period: 60)
        let ended = Facts.appointment(state: .ended)
        #expect(try decide(followUp, facts: ended, joined: ["another"]) == .suppress(.notJoined))
        #expect(
            try decide(followUp, facts: ended, joined: [Facts.customer])
                == .send(.followUp, .email, Facts.contact(), address: "ada@example.com"))
    }

    @Test(arguments: ["CREATE", "RESCHEDULE", "REMINDER", "ROOM"])
    func nobodyIsCalledToWhatHasEnded(type: String) throws {
        #expect(try decide(Facts.entry(type: type), facts: Facts.appointment(state: .ended)) == .suppress(.ended))
    }

    @Test func whatThisVersionDoesNotKnowIsSuppressedVisibly() throws {
        #expect(try decide(Facts.entry(channel: "PIGEON")) == .suppress(.unsupported))
        #expect(try decide(Facts.entry(type: "NEWER")) == .suppress(.unsupported))
    }
}
