// SPDX-License-Identifier: Apache-2.0

/// A message as it is published or delivered: body, properties and headers.
package struct AMQPMessage: Sendable, Equatable {
    package var body: [UInt8]
    package var contentType: String?
    package var correlationID: String?
    package var messageID: String?
    package var replyTo: String?
    package var type: String?
    /// The publisher's login name; the broker refuses a message in which it is not the connection's own.
    package var userID: String?
    /// How long the message may wait in a queue. On the wire: whole milliseconds, rounded up, at least 1.
    package var expiration: Duration?
    /// Whether a durable queue keeps the message over a restart of the broker.
    package var persistent: Bool
    package var headers: [String: AMQPValue]

    package init(
        body: [UInt8],
        contentType: String? = nil,
        correlationID: String? = nil,
        messageID: String? = nil,
        replyTo: String? = nil,
        type: String? = nil,
        userID: String? = nil,
        expiration: Duration? = nil,
        persistent: Bool = false,
        headers: [String: AMQPValue] = [:]
    ) {
        self.body = body
        self.contentType = contentType
        self.correlationID = correlationID
        self.messageID = messageID
        self.replyTo = replyTo
        self.type = type
        self.userID = userID
        self.expiration = expiration
        self.persistent = persistent
        self.headers = headers
    }
}
