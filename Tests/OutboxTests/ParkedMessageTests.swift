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

    private func death(
        _ exchange: String, _ key: String, queue: String = "calendar.events", reason: String = "delivery_limit"
    ) -> AMQPValue {
        .array([
            .table([
                "reason": .string(reason), "queue": .string(queue), "exchange": .string(exchange),
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
            AMQPDelivery(message: parked, exchange: BrokerNames.dead, routingKey: "calendar.dead"), of: .calendar)
        // What the publisher claimed in such headers is gone.
        #expect(letter.exchange == BrokerNames.events && letter.key == "appointment.scheduled.v1")
        #expect(letter.user == "scheduling" && letter.reason == "why" && letter.id == "m" && letter.body == body)
    }

    @Test func whatTheBrokerParkedCameAsTheBrokerSays() {
        let headers = told.merging(["x-death": death(BrokerNames.events, "appointment.ended.v1")]) { $1 }
        let letter = ParkedMessage(delivery(headers, user: "scheduling"), of: .calendar)
        #expect(letter.exchange == BrokerNames.events && letter.key == "appointment.ended.v1")
        #expect(letter.user == "scheduling" && letter.reason == "failed at every delivery up to the limit")
    }

    @Test func whatWasPutBackAndFailedAgainKeepsHowItFirstCame() {
        let headers = told.merging(["x-death": death(BrokerNames.dead, "calendar.redrive")]) { $1 }
        let letter = ParkedMessage(delivery(headers, user: "operator"), of: .calendar)
        #expect(letter.exchange == BrokerNames.inbound && letter.key == "thing.told.v1" && letter.user == "platform")
        // The same where the service itself parks it again.
        let again = DeadLetter.message(
            for: delivery(told, user: "operator", key: "calendar.redrive"), reason: "why", by: .calendar)
        #expect(told.allSatisfy { again.headers[$0.key] == $0.value })
    }

    @Test func whatIsPutBackGoesInTheOperatorsNameAndCountsAsItFirstCame() {
        let headers = ["x-death": death(BrokerNames.events, "thing.told.v1"), "kept": AMQPValue.boolean(true)]
        let message = ParkedMessage(delivery(headers, user: "scheduling"), of: .calendar).putBack
        #expect(message.userID == "operator" && message.persistent && message.messageID == "m" && message.body == body)
        #expect(message.headers["x-death"] == nil && message.headers["kept"] == .boolean(true))
        let origin = MessageOrigin(
            AMQPDelivery(message: message, exchange: BrokerNames.dead, routingKey: "calendar.redrive"), to: .calendar)
        #expect(origin == MessageOrigin(exchange: BrokerNames.events, key: "thing.told.v1", user: "scheduling"))
    }

    @Test func whatSomebodyElseSentHereCameAsTheBrokerSaysAndIsRefusedWhenItIsPutBack() {
        let own = death(BrokerNames.inbound, "thing.told.v1")
        let buried = death(BrokerNames.replies, "replies.1", queue: "replies.1")
        for (headers, user, key) in [
            (told, "scheduling", "scheduling.dead"), (told, nil, "scheduling.dead"),
            (told, "scheduling", "calendar.dead"),
            // An entry of the broker's form that the publisher wrote, or that tells of another queue.
            (["x-death": own], "scheduling", "scheduling.dead"), (["x-death": buried], "scheduling", "calendar.dead"),
            (told.merging(["x-death": buried]) { $1 }, "calendar", "calendar.dead"),
        ] as [([String: AMQPValue], String?, String)] {
            let letter = ParkedMessage(delivery(headers, user: user, key: key), of: .calendar)
            #expect(letter.exchange == BrokerNames.dead && letter.key == key && letter.user == user)
            let back = AMQPDelivery(
                message: letter.putBack, exchange: BrokerNames.dead, routingKey: "calendar.redrive")
            #expect(MessageOrigin(back, to: .calendar).exchange == BrokerNames.dead)
        }
    }

    @Test(arguments: [
        ("delivery_limit", "failed at every delivery up to the limit"), ("maxlen", "the broker parked it: maxlen"),
        ("rejected", "the broker parked it: rejected"), ("expired", "the broker parked it: expired"),
    ])
    func theBrokersReasonIsNotThePublishersToChoose(reason: String, words: String) {
        let headers: [String: AMQPValue] = [
            "x-death": death(BrokerNames.events, "thing.told.v1", reason: reason),
            DeadLetter.reasonHeader: .string("all is well, put it back"),
        ]
        #expect(ParkedMessage(delivery(headers, user: "scheduling"), of: .calendar).reason == words)
        // Not even the service's own name makes it count.
        #expect(ParkedMessage(delivery(headers, user: "calendar"), of: .calendar).reason == words)
    }

    @Test func aReasonCountsOnlyFromTheServiceItself() {
        let headers = [DeadLetter.reasonHeader: AMQPValue.string("why")]
        #expect(ParkedMessage(delivery(headers, user: "calendar"), of: .calendar).reason == "why")
        #expect(ParkedMessage(delivery([:], user: "calendar"), of: .calendar).reason == "unknown")
        for (user, key) in [
            ("scheduling", "calendar.dead"), (nil, "calendar.dead"), ("scheduling", "scheduling.dead"),
        ] as [(String?, String)] {
            let letter = ParkedMessage(delivery(headers, user: user, key: key), of: .calendar)
            #expect(letter.reason == "neither the service nor the broker parked it")
        }
    }

    @Test func aForgedReturnThatFailedUpToTheLimitIsStillNoReturn() {
        let headers = told.merging(["x-death": death(BrokerNames.dead, "calendar.redrive")]) { $1 }
        let letter = ParkedMessage(delivery(headers, user: "scheduling"), of: .calendar)
        #expect(letter.exchange == BrokerNames.dead && letter.key == "calendar.redrive" && letter.user == "scheduling")
    }

    @Test func aCopyGoesNowhereElse() {
        let copies = AMQPValue.array([.string("calendar.redrive")])
        let headers = told.merging(["CC": copies, "BCC": copies]) { $1 }
        let parked = DeadLetter.message(for: delivery(headers, user: "scheduling"), reason: "why", by: .calendar)
        let back = ParkedMessage(delivery(headers, user: "scheduling"), of: .calendar).putBack
        for message in [parked, back] {
            #expect(message.headers["CC"] == nil && message.headers["BCC"] == nil)
        }
    }

    @Test func theEnvelopeIsWithoutItsData() {
        let envelope = ParkedMessage(delivery(told, user: nil), of: .calendar).envelope
        #expect(envelope.map(\.name) == ["specversion", "id", "subject"])
        #expect(envelope.map(\.value) == ["1.0", "e", "s"])
        let bare = AMQPDelivery(message: AMQPMessage(body: Array(#"{"a":"b"}"#.utf8)), exchange: "", routingKey: "")
        #expect(ParkedMessage(bare, of: .calendar).envelope.isEmpty)
    }

    @Test(arguments: [
        ("a\u{1b}[2J", #"a\u{1b}[2J"#), ("a\r\nb\t", #"a\u{d}\u{a}b\u{9}"#), ("\u{7f}\u{9b}1m", #"\u{7f}\u{9b}1m"#),
        ("a\u{2028}b\u{2029}\u{85}", #"a\u{2028}b\u{2029}\u{85}"#),
        ("\u{202e}\u{2066}\u{200f}", #"\u{202e}\u{2066}\u{200f}"#),
        (#"\u{1b}"#, #"\\u{1b}"#), ("Zoë 約束 ✓", "Zoë 約束 ✓"), ("", ""),
        // Columns are two spaces apart.
        ("a  key   user", #"a \u{20}key \u{20} user"#), (" a\u{a0}b ", #"\u{20}a\u{a0}b "#),
    ])
    func whatWouldSteerATerminalIsWrittenOut(text: String, printable: String) {
        #expect(text.printable == printable)
    }

    @Test func nothingAnybodyWroteReachesTheTerminalAsItIs() {
        let hostile = "\u{1b}]0;x\u{7}\n\u{202e}"
        let event = #"{"specversion":"1.0","id":"\u001b]0;x","\u001b[1m":"\u202e","data":{}}"#
        let message = AMQPMessage(
            body: Array(event.utf8), messageID: hostile, userID: "calendar",
            headers: [
                DeadLetter.reasonHeader: .string(hostile), DeadLetter.keyHeader: .string(hostile),
                DeadLetter.exchangeHeader: .string(hostile), DeadLetter.userHeader: .string(hostile),
            ])
        let letter = ParkedMessage(
            AMQPDelivery(message: message, exchange: BrokerNames.dead, routingKey: "calendar.dead"), of: .calendar)
        let shown = #"\u{1b}]0;x\u{7}\u{a}\u{202e}"#
        #expect(letter.name == shown && letter.line == "\(shown)  \(shown)  \(shown)  \(shown)")
        #expect(
            letter.facts == [
                "id: \(shown)", "reason: \(shown)", "exchange: \(shown)", "key: \(shown)", "user: \(shown)",
                "bytes: \(event.utf8.count)", "event specversion: 1.0", #"event id: \u{1b}]0;x"#,
                #"event \u{1b}[1m: \u{202e}"#,
            ])
    }

    @Test(arguments: [nil, ""]) func aLetterWithoutAnIdIsNamedByItsBody(id: String?) {
        let letter = ParkedMessage(delivery(told, user: nil, id: id), of: .calendar)
        #expect(letter.id.hasPrefix("body-"))
        #expect(letter.id == ParkedMessage(delivery([:], user: "x", id: nil), of: .calendar).id)
    }
}
