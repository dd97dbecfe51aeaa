// SPDX-License-Identifier: Apache-2.0
package import AMQP
import Contract
import JSON
import Messaging

/// One dead letter: a message that a service could not understand or handle, and how it came there.
package struct ParkedMessage: Sendable {
    /// AMQP `message-id`; where there is none, a name made of the body.
    package let id: String
    package let reason: String
    /// The exchange and routing key with which it first came.
    package let exchange: String
    package let key: String
    /// The broker user that wrote it, nil where it named none.
    package let user: String?
    package let body: [UInt8]
    private let message: AMQPMessage

    /// - Parameter service: whose dead letter it is.
    init(_ delivery: AMQPDelivery, of service: ServiceName) {
        message = delivery.message
        body = message.body
        let death = Self.death(delivery, of: service)
        let origin = Self.origin(delivery, death, of: service)
        (exchange, key, user) = (origin.exchange, origin.key, origin.user)
        if let death {
            reason = Self.reason(of: death)
        } else if Self.isParked(delivery, by: service) {
            reason = Self.text(message.headers[DeadLetter.reasonHeader]) ?? "unknown"
        } else {
            reason = "neither the service nor the broker parked it"
        }
        id = message.messageID.flatMap { $0.isEmpty ? nil : $0 } ?? "body-\(Self.hash(message.body))"
    }

    /// The members of a CloudEvent but its data: they hold nothing personal. Empty for what is no CloudEvent.
    package var envelope: [(name: String, value: String)] {
        guard let members = (try? JSONValue.parse(body))?.members, members.contains(where: { $0.name == "specversion" })
        else { return [] }
        return members.compactMap { member in member.value.text.map { (member.name, $0) } }
    }

    /// What an operator publishes to put it back: as it first came, in the operator's name.
    package var putBack: AMQPMessage {
        var copy = message
        copy.headers = DeadLetter.headers(
            of: message, from: MessageOrigin(exchange: exchange, key: key, user: user))
        copy.userID = BrokerNames.operatorUser
        copy.persistent = true
        copy.expiration = nil
        copy.replyTo = nil
        return copy
    }

    // MARK: - How it came

    /// The broker's own latest entry, where it was the broker that took it from the service's event queue.
    ///
    /// A letter that came by another key or from another queue was sent here by somebody else, and its older entries
    /// may be, too.
    private static func death(_ delivery: AMQPDelivery, of service: ServiceName) -> [String: AMQPValue]? {
        guard delivery.exchange == BrokerNames.dead, delivery.routingKey == service.deadKey,
            case .array(let deaths)? = delivery.message.headers[DeadLetter.deathHeader],
            case .table(let death)? = deaths.first, text(death["queue"]) == service.eventQueue
        else { return nil }
        return death
    }

    /// What the headers say counts only where the service or the operator wrote them. Of anything else it is only known
    /// how it came here, and put back it is refused.
    private static func origin(
        _ delivery: AMQPDelivery, _ death: [String: AMQPValue]?, of service: ServiceName
    ) -> MessageOrigin {
        let message = delivery.message
        if let death {
            var key: String?
            if case .array(let keys)? = death["routing-keys"] { key = text(keys.first) }
            return MessageOrigin(message, by: text(death["exchange"]) ?? "", key: key ?? "", to: service)
        }
        guard isParked(delivery, by: service) else {
            return MessageOrigin(exchange: delivery.exchange, key: delivery.routingKey, user: message.userID)
        }
        return MessageOrigin(
            exchange: text(message.headers[DeadLetter.exchangeHeader]) ?? "",
            key: text(message.headers[DeadLetter.keyHeader]) ?? "",
            user: text(message.headers[DeadLetter.userHeader]))
    }

    /// Whether the service itself wrote the letter: it leaves no `x-death`, and the broker checked its name.
    private static func isParked(_ delivery: AMQPDelivery, by service: ServiceName) -> Bool {
        delivery.exchange == BrokerNames.dead && delivery.routingKey == service.deadKey
            && delivery.message.userID == service.brokerUser
            && delivery.message.headers[DeadLetter.deathHeader] == nil
    }

    private static func reason(of death: [String: AMQPValue]) -> String {
        switch text(death["reason"]) {
        case "delivery_limit"?: "failed at every delivery up to the limit"
        case let reason?: "the broker parked it: \(reason)"
        case nil: "unknown"
        }
    }

    private static func text(_ value: AMQPValue?) -> String? {
        guard case .string(let text)? = value else { return nil }
        return text
    }

    /// FNV-1a, 64 bits: names a body among a few, nothing more.
    private static func hash(_ body: [UInt8]) -> String {
        let hash = body.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
