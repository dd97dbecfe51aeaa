// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import SchedulingContract
import Testing
import Time

@Suite struct PunctualityTests {
    private let start = Instant(microseconds: 1_900_000_000_000_000)

    private func isTooLate(_ type: NotificationTemplate.Kind, _ period: Int, secondsAfterDue late: Int) -> Bool {
        let end = start + .seconds(1800)
        let due = Punctuality.due(type, period: period, start: start, end: end, at: start)
        return Punctuality.isTooLate(
            type, period: period, due: due, start: start, end: end, at: due + .seconds(late))
    }

    @Test(arguments: [
        // A tenth of the period, at least ten minutes, at most an hour, never after the start.
        (86_400, 3_600), (604_800, 3_600), (18_000, 1_800), (3_600, 600), (1_200, 600), (300, 300), (1, 1),
        // One that is due at the start would otherwise always be late.
        (0, 60),
    ])
    func aReminderIsOfUseForAWhile(period: Int, tolerance: Int) {
        #expect(!isTooLate(.reminder, period, secondsAfterDue: 0))
        #expect(!isTooLate(.reminder, period, secondsAfterDue: tolerance))
        #expect(isTooLate(.reminder, period, secondsAfterDue: tolerance + 1))
    }

    @Test func theRoomIsOfUseUntilTheEnd() {
        #expect(!isTooLate(.room, 900, secondsAfterDue: 900 + 1_799))
        #expect(isTooLate(.room, 900, secondsAfterDue: 900 + 1_800))
    }

    @Test(arguments: [NotificationTemplate.Kind.create, .reschedule, .cancelled])
    func whatTellsOfAnAppointmentIsOfUseUntilItsEnd(type: NotificationTemplate.Kind) {
        #expect(!isTooLate(type, 0, secondsAfterDue: 1_799))
        #expect(isTooLate(type, 0, secondsAfterDue: 1_800))
    }

    @Test func aFollowUpIsNeverTooLate() {
        #expect(!isTooLate(.followUp, 3_600, secondsAfterDue: 31_536_000))
    }
}
