// SPDX-License-Identifier: Apache-2.0
package import Contract

/// The data of a notification event: which message to which recipient, never its text or address.
package struct NotificationChange: Codable, Sendable, Equatable {
    package var notificationId: String
    package var appointmentId: String
    package var recipientId: String
    package var type: String
    package var channel: String
    package var revision: Int
    /// Why it failed or was suppressed, a word such as `no-contact`.
    package var reason: String?

    package init(
        notificationId: String, appointmentId: String, recipientId: String, type: String, channel: String,
        revision: Int, reason: String?
    ) {
        self.notificationId = notificationId
        self.appointmentId = appointmentId
        self.recipientId = recipientId
        self.type = type
        self.channel = channel
        self.revision = revision
        self.reason = reason
    }
}

extension EventType where Payload == NotificationChange {
    package static let notificationPlanned = EventType("notification.planned.v1", publisher: .notifications)
    package static let notificationSent = EventType("notification.sent.v1", publisher: .notifications)
    package static let notificationFailed = EventType("notification.failed.v1", publisher: .notifications)
    package static let notificationSuppressed = EventType("notification.suppressed.v1", publisher: .notifications)
    package static let notificationUncertain = EventType("notification.uncertain.v1", publisher: .notifications)
}
