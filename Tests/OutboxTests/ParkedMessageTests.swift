// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract
import Messaging
import Testing

@testable import Outbox

@Suite struct ParkedMessageTests {
    private let body = Array(#"{"specversion":"1.0","id":"e","subject":"s","data":{"name":"x"}}"#.utf8)

    private func delivery(
        _ headers: [String: AMQPValue], user: String?, key: String = "calendar.dead", id: String? = "m"
    ) -> AMQPDelivery {
        AMQPDelivery(
            message: AMQPMessage(body: body, messageID: id, userID: user, headers: headers),
            exchange: BrokerNames.dead, routingKey: key)
    }

    private func death(_ exchange: String, _ key: String) -> AMQPValue {
        .array([
            .table([
                "reason": .string("delivery_limit"), "exchange": .string(exchange),
                "routing-keys": .array([.string(key)]),
            ])
        ])
    }

    private let told: [String: AMQPValue] = [
        DeadLetter.keyHeader: .string("thing.told.v1"), DeadLetter.exchangeHeader: .string(BrokerNames.inbound),
        DeadLetter.userHeader: .string("platform"),
    ]

    @Test func whatAServiceParkedSaysWhyAndHowItFirstCame() {
        let first = AMQPDelivery(
            message: AMQPMessage(body: body, messageID: "m", userID: "scheduling", headers: told),
            exchange: BrokerNames.events, routingKey: "appointment.scheduled.v1")
        let parked = DeadLetter.message(for: first, reason: "why", by: .calendar)
        #expect(parked.userID == "calendar")
        let letter = ParkedMessage(
            AMQPDelivery(message: parked, exchange: BrokerNames.dead, routingKey: "calendar.dead"))
        // What the publisher claimed in such headers is gone.
        #expect(letter.exchange == BrokerNames.events && letter.key == "appointment.scheduled.v1")
        #expect(letter.user == "scheduling" && letter.reason == "why" && letter.id == "m" && letter.body == body)
    }

    @Test func whatTheBrokerParkedCameAsTheBrokerSays() {
        let headers = told.merging(["x-death": death(BrokerNames.events, "appointment.ended.v1")]) { $1 }
        let letter = ParkedMessage(delivery(headers, user: "scheduling"))
        #expect(letter.exchange == BrokerNames.events && letter.key == "appointment.ended.v1")
        #expect(letter.user == "scheduling" && letter.reason == "failed at every delivery up to the limit")
    }

    @Test func whatWasPutBackAndFailedAgainKeepsHowItFirstCame() {
        let headers = told.merging(["x-death": death(BrokerNames.dead, "calendar.redrive")]) { $1 }
        let letter = ParkedMessage(delivery(headers, user: "operator"))
        #expect(letter.exchange == BrokerNames.inbound && letter.key == "thing.told.v1" && letter.user == "platform")
        // The same where the service itself parks it again.
        let again = DeadLetter.message(
            for: delivery(told, user: "operator", key: "calendar.redrive"), reason: "why", by: .calendar)
        #expect(told.allSatisfy { again.headers[$0.key] == $0.value })
    }

    @Test func whatIsPutBackGoesInTheOperatorsNameAndCountsAsItFirstCame() {
        let headers = ["x-death": death(BrokerNames.events, "thing.told.v1"), "kept": AMQPValue.boolean(true)]
        let message = ParkedMessage(delivery(headers, user: "scheduling")).putBack
        #expect(message.userID == "operator" && message.persistent && message.messageID == "m" && message.body == body)
        #expect(message.headers["x-death"] == nil && message.headers["kept"] == .boolean(true))
        let origin = MessageOrigin(
            AMQPDelivery(message: message, exchange: BrokerNames.dead, routingKey: "calendar.redrive"))
        #expect(origin == MessageOrigin(exchange: BrokerNames.events, key: "thing.told.v1", user: "scheduling"))
    }

    @Test func theEnvelopeIsWithoutItsData() {
        let envelope = ParkedMessage(delivery(told, user: nil)).envelope
        #expect(envelope.map(\.name) == ["specversion", "id", "subject"])
        #expect(envelope.map(\.value) == ["1.0", "e", "s"])
        let bare = AMQPDelivery(message: AMQPMessage(body: Array(#"{"a":"b"}"#.utf8)), exchange: "", routingKey: "")
        #expect(ParkedMessage(bare).envelope.isEmpty)
    }

    @Test(arguments: [nil, ""]) func aLetterWithoutAnIdIsNamedByItsBody(id: String?) {
        let letter = ParkedMessage(delivery(told, user: nil, id: id))
        #expect(letter.id.hasPrefix("body-"))
        #expect(letter.id == ParkedMessage(delivery([:], user: "x", id: nil)).id)
    }
}
