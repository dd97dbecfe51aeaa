// SPDX-License-Identifier: Apache-2.0

/// A message handed over by the broker, with how it came.
package struct AMQPDelivery: Sendable {
    package var message: AMQPMessage
    /// The exchange it was published to; empty for the default exchange.
    package var exchange: String
    package var routingKey: String
    /// Whether the broker may have delivered it before.
    package var redelivered: Bool
    /// How often it was delivered before, by the `x-delivery-count` header; 0 where the queue does not count, at most
    /// 1,000,000.
    package var deliveryCount: Int
    /// Rises with each delivery of a subscription, from 1 whenever its channel is opened; 0 for what no broker sent.
    package var number: UInt64

    package init(
        message: AMQPMessage, exchange: String, routingKey: String, redelivered: Bool = false, deliveryCount: Int = 0,
        number: UInt64 = 0
    ) {
        self.message = message
        self.exchange = exchange
        self.routingKey = routingKey
        self.redelivered = redelivered
        self.deliveryCount = deliveryCount
        self.number = number
    }

    /// A message as it came off the wire.
    ///
    /// A quorum queue writes `x-delivery-count` when it delivers again; until then the header is whatever the publisher
    /// chose to send.
    init(_ message: AMQPMessage, _ start: InboundFrame.DeliveryStart) {
        var count: Int64 = 0
        if start.redelivered, case .integer(let counted)? = message.headers["x-delivery-count"] {
            count = min(max(counted, 0), 1_000_000)
        }
        self.init(
            message: message, exchange: start.exchange, routingKey: start.routingKey, redelivered: start.redelivered,
            deliveryCount: Int(count), number: start.tag)
    }
}
