// SPDX-License-Identifier: Apache-2.0
import NotificationsContract
import SchedulingContract

/// What an application's settings mean for its appointments.
struct ApplicationTerms: Sendable, Equatable {
    /// The global switch, captured when an appointment is made.
    var active: Bool
    /// Whether the room link exists from scheduling on.
    var autoActivate: Bool
    var overlapPolicy: OverlapPolicy
    /// Where room links begin, without a slash at the end; nil for the platform's own address.
    var ticketBaseUrl: String?
    /// The language of appointments that name none.
    var locale: String
    /// What is sent where an appointment brings no list; nil for the built-in list.
    var plan: [PlannedNotification]?

    init(_ settings: ApplicationSettings) {
        active = settings.active
        autoActivate = settings.autoActivate
        overlapPolicy = settings.overlapPolicy
        ticketBaseUrl = settings.ticketBaseUrl
        locale = settings.locale
        plan = settings.notifications.map { NotificationList.plan(of: $0.map(\.item)) }
    }

    /// Those of an application that never set any.
    static let defaults = ApplicationTerms(.defaults)
}
