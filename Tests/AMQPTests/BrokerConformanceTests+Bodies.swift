// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

extension BrokerConformanceTests {
    @Suite struct Bodies {
        /// Publishes each body and expects it back byte for byte, confirmed within a second.
        private func roundTrip(_ bodies: [[UInt8]], contentType: String, frameBytes: Int) async throws {
            try await BrokerOperator.withQueue { queue in
                var limits = AMQPPublisherLimits()
                limits.frameBytes = frameBytes
                let publisher = try TestBroker.publisher(limits: limits)
                let received = Signals<AMQPDelivery>()
                let consumer = try TestBroker.consumer(.received(queue: .existing(queue)) { received.record($0) })
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    let clock = ContinuousClock()
                    for body in bodies {
                        let message = AMQPMessage(body: body, contentType: contentType)
                        let began = clock.now
                        let outcome = await publisher.publish(message, to: "", routingKey: queue, mandatory: true)
                        #expect(outcome == .confirmed)
                        #expect(began.duration(to: clock.now) < .seconds(10), "\(body.count) bytes")
                    }
                    let messages = try await received.wait(for: bodies.count).map(\.message)
                    #expect(messages.map(\.body) == bodies)
                    #expect(messages.allSatisfy { $0.contentType == contentType })
                }
            }
        }

        private func json(bytes: Int) -> [UInt8] {
            Array("\"".utf8) + [UInt8](repeating: UInt8(ascii: "j"), count: bytes - 2) + Array("\"".utf8)
        }

        private func binary(bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        }

        @Test func aBodyOf300KilobytesArrivesWhole() async throws {
            try await roundTrip(
                [binary(bytes: 300 * 1_024)], contentType: "application/octet-stream", frameBytes: 131_072)
        }

        /// The library leaves the end of a body of n × (frame size - 8) bytes, 0 included, with the kernel for some
        /// 200 ms (native-clients.md M2); with small frames this shows on loopback, too.
        @Test(arguments: [4_096, 131_072])
        func bodiesThatFillTheirFramesExactlyAreConfirmedWithoutDelay(frameBytes: Int) async throws {
            let full = frameBytes - 8
            try await roundTrip(
                [json(bytes: full), json(bytes: 2 * full)], contentType: "application/json", frameBytes: frameBytes)
            try await roundTrip(
                [binary(bytes: full), binary(bytes: 2 * full), [], binary(bytes: full - 1), binary(bytes: full + 1)],
                contentType: "application/octet-stream", frameBytes: frameBytes)
        }

        @Test func theTailIsPushedNotWaitedFor() async throws {
            try await BrokerOperator.withQueue { queue in
                var limits = AMQPPublisherLimits()
                limits.frameBytes = 4_096
                let publisher = try TestBroker.publisher(limits: limits)
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    let message = AMQPMessage(body: binary(bytes: 4_088))
                    let took = await ContinuousClock().measure {
                        for _ in 0..<30 {
                            _ = await publisher.publish(message, to: "", routingKey: queue, mandatory: true)
                        }
                    }
                    // Waiting would take 30 × 200 ms.
                    #expect(took < .seconds(3))
                }
            }
        }

        @Test func propertiesAndHeadersComeBackAsTheyWereSent() async throws {
            let user = try TestBroker.address.user
            let message = AMQPMessage(
                body: Array("{}".utf8), contentType: "application/json", correlationID: "c-1", messageID: "m-ü",
                replyTo: "replies.1", type: "refused", userID: user, expiration: .milliseconds(60_000),
                persistent: true,
                headers: [
                    "text": .string("grün"), "integer": .integer(.min), "flag": .boolean(true), "none": .null,
                    "table": .table(["list": .array([.integer(1), .string(""), .table([:])])]),
                ])
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let received = Signals<AMQPDelivery>()
                let consumer = try TestBroker.consumer(
                    .handled(queue: .existing(queue), prefetch: 4) { delivery in
                        received.record(delivery)
                        return .acknowledge
                    })
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    #expect(
                        await publisher.publish(message, to: "", routingKey: queue, mandatory: true) == .confirmed)
                    let delivery = try #require(try await received.wait(for: 1).first)
                    #expect(delivery.message == message)
                    #expect(delivery.exchange.isEmpty && delivery.routingKey == queue && !delivery.redelivered)
                    #expect(delivery.deliveryCount == 0)
                    let bare = AMQPMessage(body: [])
                    #expect(await publisher.publish(bare, to: "", routingKey: queue, mandatory: true) == .confirmed)
                    #expect(try await received.wait(for: 2).last?.message == bare)
                }
            }
        }
    }
}
