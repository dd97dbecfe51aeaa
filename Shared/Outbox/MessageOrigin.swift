// SPDX-License-Identifier: Apache-2.0
import AMQP
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

    init(_ delivery: AMQPDelivery) {
        let headers = delivery.message.headers
        guard delivery.exchange == BrokerNames.dead, case .string(let key)? = headers[DeadLetter.keyHeader],
            case .string(let exchange)? = headers[DeadLetter.exchangeHeader]
        else {
            self.exchange = delivery.exchange
            self.key = delivery.routingKey
            user = delivery.message.userID
            return
        }
        self.exchange = exchange
        self.key = key
        if case .string(let user)? = headers[DeadLetter.userHeader] {
            self.user = user
        } else {
            user = delivery.message.userID
        }
    }
}
