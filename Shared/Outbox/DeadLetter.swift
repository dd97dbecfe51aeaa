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
        message.headers[reasonHeader] = .string(reason)
        message.headers[keyHeader] = .string(delivery.routingKey)
        message.headers[exchangeHeader] = .string(delivery.exchange)
        if let user = message.userID {
            message.headers[userHeader] = .string(user)
        }
        message.userID = service.brokerUser
        message.persistent = true
        message.expiration = nil
        message.replyTo = nil
        return message
    }
}
