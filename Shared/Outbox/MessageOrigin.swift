// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract
import Messaging

/// How a message first came. One that an operator puts back comes by another exchange; its headers keep the first one.
struct MessageOrigin: Sendable, Equatable {
    let exchange: String
    let key: String
    /// The user the broker checked, nil where the message named none.
    let user: String?

    init(exchange: String, key: String, user: String?) {
        self.exchange = exchange
        self.key = key
        self.user = user
    }

    /// - Parameter service: whose event queue it came out of.
    init(_ delivery: AMQPDelivery, to service: ServiceName) {
        self.init(delivery.message, by: delivery.exchange, key: delivery.routingKey, to: service)
    }

    /// The headers count only where the operator wrote them, and for this service.
    ///
    /// The exchange proves nothing: topic permissions are checked on the routing key alone, so whoever may write any
    /// key there reaches every queue bound to it by a `CC` header, or by a queue of its own that dead-letters to it.
    init(_ message: AMQPMessage, by exchange: String, key: String, to service: ServiceName) {
        guard exchange == BrokerNames.dead, key == service.redriveKey, message.userID == BrokerNames.operatorUser,
            case .string(let firstKey)? = message.headers[DeadLetter.keyHeader],
            case .string(let firstExchange)? = message.headers[DeadLetter.exchangeHeader]
        else {
            self.init(exchange: exchange, key: key, user: message.userID)
            return
        }
        var firstUser: String?
        if case .string(let user)? = message.headers[DeadLetter.userHeader] {
            firstUser = user
        }
        self.init(exchange: firstExchange, key: firstKey, user: firstUser)
    }
}
