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

/// The subject of each is the appointment.
extension EventType where Payload == NotificationChange {
    package static let notificationPlanned = notification("planned", "A message is to be sent.")
    package static let notificationSent = notification("sent", "A provider took a message over.")
    package static let notificationFailed = notification("failed", "A message was given up.")
    package static let notificationSuppressed = notification("suppressed", "A message is not sent, for a reason.")
    package static let notificationUncertain = notification(
        "uncertain", "A message may have been sent or not; it is not sent again by itself.")

    private static func notification(_ what: String, _ summary: String) -> Self {
        EventType("notification.\(what).v1", publisher: .notifications, summary: summary, data: .notificationChange)
    }
}
