// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct AMQPMessageWireTests {
    @Test(
        arguments: [
            (Duration.zero, 1), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1_001), 2),
            (.seconds(2), 2_000), (.seconds(-5), 1), (.seconds(Int64.max), 4_294_967_295),
            (.seconds(Int64.min), 1), (.milliseconds(1_500), 1_500),
        ] as [(Duration, Int64)])
    func anExpirationIsWholeMillisecondsAndAtLeastOne(expiration: Duration, milliseconds: Int64) {
        #expect(AMQPMessage(body: [], expiration: expiration).expirationMilliseconds == milliseconds)
    }

    @Test func namesBeyond255BytesAreRefused() {
        let message = AMQPMessage(body: [])
        let long = String(repeating: "ü", count: 128)
        #expect(message.obstacle(exchange: long, routingKey: "", frameBytes: 131_072) != nil)
        #expect(message.obstacle(exchange: "", routingKey: long, frameBytes: 131_072) != nil)
        #expect(
            AMQPMessage(body: [], messageID: long).obstacle(exchange: "", routingKey: "", frameBytes: 131_072) != nil)
        #expect(message.obstacle(exchange: "x", routingKey: "k", frameBytes: 131_072) == nil)
    }

    @Test func headersMustFitAFrame() {
        let message = AMQPMessage(body: [], headers: ["long": .string(String(repeating: "x", count: 5_000))])
        #expect(message.obstacle(exchange: "", routingKey: "", frameBytes: 4_096) != nil)
        #expect(message.obstacle(exchange: "", routingKey: "", frameBytes: 131_072) == nil)
    }

    @Test func headersNestedTooDeeplyAreRefused() {
        var value = AMQPValue.null
        for _ in 0..<10_000 { value = .array([value]) }
        #expect(
            AMQPMessage(body: [], headers: ["deep": value])
                .obstacle(exchange: "", routingKey: "", frameBytes: 131_072) != nil)
    }

    @Test func bodiesBeyondTheLimitAreRefused() {
        let limit = AMQPMessage.bodyLimit
        let message = AMQPMessage(body: [UInt8](repeating: 0, count: limit))
        #expect(message.obstacle(exchange: "", routingKey: "", frameBytes: 131_072) == nil)
        let larger = AMQPMessage(body: [UInt8](repeating: 0, count: limit + 1))
        #expect(larger.obstacle(exchange: "", routingKey: "", frameBytes: 131_072) != nil)
    }
}
