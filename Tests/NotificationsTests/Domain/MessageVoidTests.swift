// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import SchedulingContract
import Testing
import Time

@Suite struct MessageVoidTests {
    private func reason(
        _ type: String, revision: Int = 1, recipient: String = "a", state: AppointmentState = .pending,
        cancelled: Bool = false, hasStarted: Bool = false
    ) -> LedgerReason? {
        MessageVoid.reason(
            type: type, revision: revision, recipientId: recipient,
            Facts.appointment(customers: ["a"], cancelled: cancelled, revision: 1, state: state),
            hasStarted: hasStarted)
    }

    @Test(arguments: ["CREATE", "RESCHEDULE", "REMINDER", "ROOM", "FOLLOW_UP"])
    func aMoveACancelAndARemovalVoidEverythingButTheNoticeOfIt(type: String) {
        #expect(reason(type) == nil)
        #expect(reason(type, revision: 0) == .superseded)
        #expect(reason(type, revision: 2) == nil)
        #expect(reason(type, cancelled: true) == .cancelled)
        #expect(reason(type, recipient: "gone") == .removed)
        #expect(reason("CANCELLED", revision: 0, recipient: "gone", cancelled: true) == nil)
    }

    @Test func theEndVoidsRemindersAndTheRoom() {
        let void = ["CREATE", "RESCHEDULE", "REMINDER", "ROOM", "FOLLOW_UP"].filter {
            reason($0, state: .ended) == .ended
        }
        #expect(void == ["REMINDER", "ROOM"])
        #expect(reason("FOLLOW_UP", state: .ended) == nil)
    }

    @Test func theStartOfTheConferenceVoidsReminders() {
        #expect(reason("REMINDER", state: .active, hasStarted: true) == .started)
        #expect(reason("REMINDER", state: .active) == nil)
        #expect(reason("ROOM", state: .active, hasStarted: true) == nil)
        #expect(reason("FOLLOW_UP", state: .active, hasStarted: true) == nil)
    }

    @Test func theRealEndIsKnownOnceItHasEnded() {
        #expect(MessageVoid.actualEnd(Facts.appointment()) == nil)
        let ended = Facts.appointment(state: .ended, endedAt: "2030-01-31T19:10:00.0Z")
        #expect(MessageVoid.actualEnd(ended)?.rfc3339 == "2030-01-31T19:10:00.0Z")
        // From a publisher that doesn't tell yet.
        #expect(MessageVoid.actualEnd(Facts.appointment(state: .ended))?.rfc3339 == "2029-12-01T08:00:00.0Z")
    }
}
