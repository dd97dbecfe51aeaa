// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract

/// The form of a message that a service parks on `appointments.dead`.
package enum DeadLetter {
    /// Why it was parked.
    package static let reasonHeader = "x-reason"
    /// The routing key it first came with.
    package static let keyHeader = "x-original-key"
    package static let exchangeHeader = "x-original-exchange"
    /// The broker user that wrote it.
    package static let userHeader = "x-original-user"

    static func message(for delivery: AMQPDelivery, reason: String, by service: ServiceName) -> AMQPMessage {
        var message = delivery.message
        message.headers = headers(of: delivery.message, from: MessageOrigin(delivery, to: service))
        message.headers[reasonHeader] = .string(reason)
        message.userID = service.brokerUser
        message.persistent = true
        message.expiration = nil
        message.replyTo = nil
        return message
    }

    /// The message's headers with how it first came, and without what the broker or an earlier parking wrote of it
    /// or what would route the copy.
    static func headers(of message: AMQPMessage, from origin: MessageOrigin) -> [String: AMQPValue] {
        var headers = message.headers.filter { name, _ in
            !transport.contains(name) && !name.hasPrefix("x-first-death-") && !name.hasPrefix("x-last-death-")
        }
        headers[keyHeader] = .string(origin.key)
        headers[exchangeHeader] = .string(origin.exchange)
        headers[userHeader] = origin.user.map(AMQPValue.string)
        return headers
    }

    /// What RabbitMQ writes on each dead-lettering, the latest first.
    static let deathHeader = "x-death"
    /// `CC` and `BCC` would have the broker send the copy elsewhere, too: back to the queue it came from, for one.
    private static let transport: Set = [reasonHeader, deathHeader, "x-delivery-count", "CC", "BCC"]
}
