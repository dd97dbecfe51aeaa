// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract
import Logging
import Messaging
import Observability
import Synchronization
import Testing
import Time

@testable import Outbox

@Suite struct InboundTests {
    private struct Fact: Codable, Sendable, Equatable {
        var text: String
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func decode(_ body: String, id: String? = "m-1") throws -> InboundEvent<Fact> {
        try InboundEvent(
            AMQPMessage(body: Array(body.utf8), messageID: id), deadline: Deadline(in: .seconds(1)),
            logger: Self.logger)
    }

    @Test(arguments: [
        #"{"text":"x"}"#, #" {"more": [1], "text": "x"} "#,
        #"{"specversion":"1.0","id":"e","source":"/p","type":"any","data":{"text":"x"}}"#,
        #"{"data": {"text": "x"}, "specversion": "1.0"}"#,
    ])
    func theDataComesBareOrInACloudEvent(body: String) throws {
        let event = try decode(body)
        #expect(event.data == Fact(text: "x") && event.id == "m-1")
    }

    @Test(arguments: [
        "", "x", "null", "[]", "{}", #"{"text":1}"#, #"{"text":"x"}{"#, #"{"text":"x","text":"y"}"#,
        #"{"text":"\u0000"}"#, #"{"specversion":"0.3","data":{"text":"x"}}"#, #"{"specversion":"1.0","text":"x"}"#,
        #"{"specversion":1,"data":{"text":"x"}}"#, #"{"specversion":"1.0","data":"x"}"#,
        #"{"specversion":"1.0","data_base64":"e30="}"#, "{\"text\":\"\u{0}\"}",
    ])
    func whatIsNoDataSaysWhyWithoutItsContent(body: String) throws {
        let failure = #expect(throws: UndecodableEvent.self) { try decode(body) }
        #expect(failure?.reason.isEmpty == false)
    }

    @Test(arguments: [nil, "", "a\u{0}b"])
    func aMessageWithoutAnIdentifierIsRefused(id: String?) throws {
        #expect(throws: UndecodableEvent("message-id is missing")) { try decode(#"{"text":"x"}"#, id: id) }
    }

    // MARK: - Where a message came from

    @Test func aMessageThatWasPutBackCountsAsItFirstCame() {
        let headers: [String: AMQPValue] = [
            DeadLetter.keyHeader: .string("thing.told.v1"), DeadLetter.exchangeHeader: .string(BrokerNames.inbound),
            DeadLetter.userHeader: .string("platform"),
        ]
        func origin(_ exchange: String, _ key: String, user: String?) -> MessageOrigin {
            let message = AMQPMessage(body: [], userID: user, headers: headers)
            return MessageOrigin(
                AMQPDelivery(message: message, exchange: exchange, routingKey: key), to: .scheduling)
        }
        #expect(
            origin(BrokerNames.dead, "scheduling.redrive", user: "operator")
                == MessageOrigin(exchange: BrokerNames.inbound, key: "thing.told.v1", user: "platform"))
        // Anywhere else, by any other key or from anybody else such headers are only a claim.
        for (exchange, key, user) in [
            (BrokerNames.inbound, "thing.left.v1", "operator"), (BrokerNames.dead, "calendar.redrive", "operator"),
            (BrokerNames.dead, "calendar.dead", "calendar"), (BrokerNames.dead, "scheduling.redrive", "calendar"),
            (BrokerNames.dead, "scheduling.redrive", nil),
        ] as [(String, String, String?)] {
            #expect(
                origin(exchange, key, user: user) == MessageOrigin(exchange: exchange, key: key, user: user))
        }
    }

    // MARK: - Consuming

    private final class Heard: Sendable {
        private let names = Mutex<[String]>([])

        var all: [String] { names.withLock { $0 } }

        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private func consumer(_ heard: Heard) throws -> EventConsumer {
        let publisher = AMQPPublisher(
            address: try AMQPAddress(url: "amqp://nobody:none@127.0.0.1:1/%2F"), name: "test", logger: Self.logger)
        var consumer = EventConsumer(
            ServiceContract(.scheduling, operations: []), publisher: publisher, isUnavailable: { _ in false },
            logger: Self.logger)
        consumer.onInbound(InboundType<Fact>("thing.told.v1", summary: "Told.", data: .anyObject)) {
            heard.add("told \($0.id) \($0.data.text)")
        }
        consumer.on(EventType<Fact>("thing.told.v1", publisher: .calendar, summary: "Told.", data: .anyObject)) {
            heard.add("event \($0.id)")
        }
        return consumer
    }

    private func delivery(
        from exchange: String, key: String = "thing.told.v1", user: String? = nil
    ) -> AMQPDelivery {
        let message = AMQPMessage(body: Array(#"{"text":"x"}"#.utf8), messageID: "m-1", userID: user)
        return AMQPDelivery(message: message, exchange: exchange, routingKey: key)
    }

    @Test func whoeverMayWriteToTheExchangeIsHeard() async throws {
        let heard = Heard()
        let consumer = try consumer(heard)
        for user in [nil, "video-platform", "another-platform"] {
            #expect(await consumer.handle(delivery(from: BrokerNames.inbound, user: user)) == .acknowledge)
        }
        #expect(heard.all == ["told m-1 x", "told m-1 x", "told m-1 x"])
    }

    @Test func aKeyMeansSomethingOnlyOnItsExchange() async throws {
        let heard = Heard()
        let consumer = try consumer(heard)
        for (exchange, key) in [
            (BrokerNames.inbound, "thing.left.v1"), (BrokerNames.requests, "thing.told.v1"), ("", "thing.told.v1"),
        ] {
            #expect(await consumer.handle(delivery(from: exchange, key: key)) == .acknowledge)
        }
        #expect(heard.all == [])
        // An event needs its publisher and the form of an event; with neither nobody hears of it.
        for user in [nil, "video-platform", "calendar"] {
            _ = await consumer.handle(delivery(from: BrokerNames.events, user: user))
        }
        #expect(heard.all == [])
    }

    @Test func whatOnlySeemsToBePutBackIsNotHeard() async throws {
        let heard = Heard()
        let consumer = try consumer(heard)
        func returned(by user: String?, _ key: String) -> AMQPDelivery {
            var delivery = delivery(from: BrokerNames.dead, key: key, user: user)
            delivery.message.headers = [
                DeadLetter.keyHeader: .string("thing.told.v1"),
                DeadLetter.exchangeHeader: .string(BrokerNames.inbound),
            ]
            return delivery
        }
        for (user, key) in [
            ("calendar", "calendar.dead"), ("calendar", "scheduling.redrive"), (nil, "scheduling.redrive"),
            ("operator", "calendar.redrive"),
        ] as [(String?, String)] {
            // It is to be parked; no broker takes it here, so it is kept.
            #expect(await consumer.handle(returned(by: user, key)) == .requeue)
        }
        #expect(heard.all == [])
        #expect(await consumer.handle(returned(by: "operator", "scheduling.redrive")) == .acknowledge)
        #expect(heard.all == ["told m-1 x"])
    }

    // MARK: - Traces

    @Test func aReactionIsPartOfTheTraceThatCausedIt() async throws {
        let traces = Heard()
        let tracer = Tracer(registry: MetricRegistry())
        let publisher = AMQPPublisher(
            address: try AMQPAddress(url: "amqp://nobody:none@127.0.0.1:1/%2F"), name: "test", logger: Self.logger)
        var consumer = EventConsumer(
            ServiceContract(.scheduling, operations: []), publisher: publisher, isUnavailable: { _ in false },
            tracer: tracer, logger: Self.logger)
        let told = EventType<Fact>("thing.told.v1", publisher: .calendar, summary: "Told.", data: .anyObject)
        consumer.on(told) { traces.add($0.trace ?? "none") }
        let inbound = InboundType<Fact>("thing.told.v1", summary: "Told.", data: .anyObject)
        consumer.onInbound(inbound) { traces.add($0.trace ?? "none") }
        let event = CloudEvent(
            id: "e-1", type: "thing.told.v1", service: .calendar, subject: "s", time: .now(), application: "a",
            sequence: 1, trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", causation: nil)
        let message = AMQPMessage(
            body: try event.encode(Fact(text: "x")), messageID: "e-1", userID: ServiceName.calendar.brokerUser)
        let delivery = AMQPDelivery(message: message, exchange: BrokerNames.events, routingKey: "thing.told.v1")
        #expect(await consumer.handle(delivery) == .acknowledge)
        let spans = tracer.take(atMost: 9)
        #expect(spans.map(\.name) == ["process thing.told.v1"] && spans.map(\.kind) == [.consumer])
        #expect(spans.first?.parent == 0xb7ad_6b71_6920_3331 && spans.first?.isError == false)
        #expect(traces.all == spans.map(\.context.traceparent))
        // What the platform tells of without a trace, or with something that is none, begins one.
        #expect(await consumer.handle(self.delivery(from: BrokerNames.inbound)) == .acknowledge)
        let own = try #require(traces.all.last.flatMap { TraceContext($0) })
        #expect(own.traceID != "0af7651916cd43dd8448eb211c80319c")
    }
}
