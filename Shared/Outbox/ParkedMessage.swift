// SPDX-License-Identifier: Apache-2.0
package import AMQP
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

    init(_ delivery: AMQPDelivery) {
        message = delivery.message
        body = message.body
        let death = Self.death(message)
        let origin = Self.origin(message, death)
        (exchange, key, user) = (origin.exchange, origin.key, origin.user)
        reason = Self.text(message.headers[DeadLetter.reasonHeader]) ?? Self.reason(of: death)
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

    /// The broker's own latest entry, where it was the broker that parked it.
    private static func death(_ message: AMQPMessage) -> [String: AMQPValue]? {
        guard case .array(let deaths)? = message.headers[DeadLetter.deathHeader], case .table(let death)? = deaths.first
        else { return nil }
        return death
    }

    /// Headers of this form count only where the service or an operator wrote them, never a publisher: what the broker
    /// took from an event's own exchange came by that exchange.
    private static func origin(_ message: AMQPMessage, _ death: [String: AMQPValue]?) -> MessageOrigin {
        if let exchange = text(death?["exchange"]), exchange != BrokerNames.dead {
            guard case .array(let keys)? = death?["routing-keys"], let key = text(keys.first) else {
                return MessageOrigin(exchange: exchange, key: "", user: message.userID)
            }
            return MessageOrigin(exchange: exchange, key: key, user: message.userID)
        }
        return MessageOrigin(
            exchange: text(message.headers[DeadLetter.exchangeHeader]) ?? "",
            key: text(message.headers[DeadLetter.keyHeader]) ?? "",
            user: text(message.headers[DeadLetter.userHeader]))
    }

    private static func reason(of death: [String: AMQPValue]?) -> String {
        switch text(death?["reason"]) {
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
