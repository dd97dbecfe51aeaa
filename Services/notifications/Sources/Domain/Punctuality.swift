// SPDX-License-Identifier: Apache-2.0
package import SchedulingContract
package import Time

/// When a message is due, and until when it is still of use (api.md, section 5).
package enum Punctuality {
    /// A reminder may be this late at least, and at most an hour, a tenth of its period in between.
    private static let leastTolerance = 600
    private static let mostTolerance = 3_600
    /// A reminder at the very start would always come after it.
    private static let atTheStart = Duration.seconds(60)

    /// The instant at which a message of this type is to be sent.
    ///
    /// - Parameters:
    ///   - period: seconds before the start or after the end.
    ///   - now: when types are sent that have no period.
    package static func due(
        _ type: NotificationTemplate.Kind, period: Int, start: Instant, end: Instant, at now: Instant
    ) -> Instant {
        switch type {
        case .create, .reschedule, .cancelled: now
        case .reminder, .room: start - .seconds(period)
        case .followUp: end + .seconds(period)
        }
    }

    /// Whether a message helps nobody any more.
    ///
    /// - Parameters:
    ///   - due: when it was to be sent.
    ///   - end: of the appointment as planned.
    package static func isTooLate(
        _ type: NotificationTemplate.Kind, period: Int, due: Instant, start: Instant, end: Instant, at now: Instant
    ) -> Bool {
        switch type {
        case .create, .reschedule, .cancelled, .room: now >= end
        case .reminder: now > lastChance(period: period, due: due, start: start)
        case .followUp: false
        }
    }

    private static func lastChance(period: Int, due: Instant, start: Instant) -> Instant {
        guard period > 0 else { return start + atTheStart }
        let tolerance = max(min(period / 10, mostTolerance), leastTolerance)
        return min(due + .seconds(tolerance), start)
    }
}
