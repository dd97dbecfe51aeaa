// SPDX-License-Identifier: Apache-2.0
package import NotificationsContract
package import Time

/// One message of the ledger: to whom, about what, by which channel.
///
/// There is one for each (appointment, revision, recipient, channel, type, period), so every effect happens once.
package struct LedgerEntry: Sendable, Equatable {
    package let id: String
    package let applicationId: String
    package let appointmentId: String
    /// The appointment's revision it was planned for; a later one makes it void.
    package let revision: Int
    package let recipientId: String
    /// SMS or EMAIL.
    package let channel: String
    /// Whether its application had a confirmed sender for the channel when it was claimed.
    var hasOwnSender = false
    package let type: String
    /// Seconds before the start or after the end, nil for what is sent at once.
    package let period: Int?
    /// When it is to be sent; tries that were turned down don't change it.
    package let due: Instant
    /// Submissions the provider turned down for the time being.
    package let attempts: Int
    /// Which claim this is; a dispatcher whose claim was taken over changes nothing any more.
    package let claim: Int
    /// W3C `traceparent` of the request that led to it.
    package let trace: String?

    package init(
        id: String, applicationId: String, appointmentId: String, revision: Int, recipientId: String, channel: String,
        type: String, period: Int? = nil, due: Instant, attempts: Int = 0, claim: Int = 0, trace: String? = nil
    ) {
        self.id = id
        self.applicationId = applicationId
        self.appointmentId = appointmentId
        self.revision = revision
        self.recipientId = recipientId
        self.channel = channel
        self.type = type
        self.period = period
        self.due = due
        self.attempts = attempts
        self.claim = claim
        self.trace = trace
    }

    /// What events say of it.
    package func change(_ reason: LedgerReason? = nil) -> NotificationChange {
        NotificationChange(
            notificationId: id, appointmentId: appointmentId, recipientId: recipientId, type: type, channel: channel,
            revision: revision, reason: reason?.rawValue)
    }
}
