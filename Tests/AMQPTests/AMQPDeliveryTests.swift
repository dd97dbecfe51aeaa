// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct AMQPDeliveryTests {
    private func count(_ header: AMQPValue?, redelivered: Bool) -> Int {
        let message = AMQPMessage(body: [], headers: header.map { ["x-delivery-count": $0] } ?? [:])
        let start = InboundFrame.DeliveryStart(tag: 1, redelivered: redelivered, exchange: "e", routingKey: "k")
        return AMQPDelivery(message, start).deliveryCount
    }

    @Test(
        arguments: [
            (.integer(3), 3), (.integer(0), 0), (.integer(-1), 0), (.integer(.min), 0), (.integer(.max), 1_000_000),
            (.string("3"), 0), (.null, 0), (nil, 0),
        ] as [(AMQPValue?, Int)])
    func aRedeliveryIsCountedByItsHeader(header: AMQPValue?, expected: Int) {
        #expect(count(header, redelivered: true) == expected)
    }

    @Test(arguments: [1, 20, .max] as [Int64])
    func onTheFirstDeliveryTheHeaderIsOnlyThePublishersWord(claimed: Int64) {
        #expect(count(.integer(claimed), redelivered: false) == 0)
    }

    @Test func theRestIsAsItCame() {
        let message = AMQPMessage(body: [1], messageID: "m")
        let start = InboundFrame.DeliveryStart(tag: 1, redelivered: true, exchange: "e", routingKey: "k")
        let delivery = AMQPDelivery(message, start)
        #expect(delivery.message == message && delivery.redelivered)
        #expect(delivery.exchange == "e" && delivery.routingKey == "k")
    }
}
