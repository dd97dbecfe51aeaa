// SPDX-License-Identifier: Apache-2.0
import ServiceLifecycle
import Synchronization
import Testing

@testable import AMQP

extension BrokerConformanceTests {
    @Suite struct Consuming {
        @Test func aRequeuedDeliveryOfAQuorumQueueComesAgainAndIsCounted() async throws {
            try await BrokerOperator.withQueue(["x-queue-type": .string("quorum")], durable: true) { queue in
                let publisher = try TestBroker.publisher()
                let received = Signals<AMQPDelivery>()
                let consumer = try TestBroker.consumer(
                    .handled(queue: .existing(queue), prefetch: 1) { delivery in
                        received.record(delivery)
                        return delivery.deliveryCount < 3 ? .requeue : .acknowledge
                    })
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    #expect(
                        await publisher.publish(
                            AMQPMessage(body: [1], persistent: true), to: "", routingKey: queue, mandatory: true)
                            == .confirmed)
                    let deliveries = try await received.wait(for: 4)
                    #expect(deliveries.map(\.deliveryCount) == [0, 1, 2, 3])
                    #expect(deliveries.map(\.redelivered) == [false, true, true, true])
                }
            }
        }

        @Test func whatIsLeftIsInItsOldPlaceOnceItsConsumerEnds() async throws {
            try await BrokerOperator.withQueue(["x-queue-type": .string("quorum")], durable: true) { queue in
                let publisher = try TestBroker.publisher()
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    for number in UInt8(0)..<12 {
                        let message = AMQPMessage(body: [number], persistent: true)
                        #expect(
                            await publisher.publish(message, to: "", routingKey: queue, mandatory: true) == .confirmed)
                    }
                }
                // Three looks that take as much each; the second takes one for good and gets another for it.
                let looks: [(Bool, [UInt8])] = [
                    (false, Array(0...7)), (true, Array(0...8)), (false, [0, 1, 2, 4, 5, 6, 7, 8]),
                ]
                for (isTaking, expected) in looks {
                    let received = Signals<AMQPDelivery>()
                    let consumer = try TestBroker.consumer(
                        .handled(queue: .existing(queue), prefetch: 8) { delivery in
                            received.record(delivery)
                            return isTaking && delivery.message.body == [3] ? .acknowledge : .leave
                        })
                    let group = ServiceGroup(
                        configuration: .init(services: [.init(service: consumer)], logger: TestBroker.logger))
                    async let ended: Void = group.run()
                    let deliveries = try await received.wait(for: expected.count)
                    await group.triggerGracefulShutdown()
                    try await ended
                    #expect(deliveries.sorted { $0.number < $1.number }.flatMap(\.message.body) == expected)
                }
            }
        }

        @Test func aRejectedDeliveryGoesToTheDeadLetterQueue() async throws {
            try await BrokerOperator.withQueue { dead in
                let policy: [String: AMQPValue] = [
                    "x-dead-letter-exchange": .string(""), "x-dead-letter-routing-key": .string(dead),
                ]
                try await BrokerOperator.withQueue(policy) { queue in
                    let publisher = try TestBroker.publisher()
                    let buried = Signals<AMQPDelivery>()
                    let consumer = try TestBroker.consumer(
                        .handled(queue: .existing(queue), prefetch: 8) { _ in .reject },
                        .received(queue: .existing(dead)) { buried.record($0) })
                    try await TestBroker.running(publisher, consumer) {
                        try #require(await publisher.becomesAvailable(within: .seconds(20)))
                        try #require(await consumer.becomesAvailable(within: .seconds(20)))
                        #expect(consumer.queueNames == [queue, dead])
                        for _ in 0..<5 {
                            _ = await publisher.publish(
                                AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                        }
                        let deliveries = try await buried.wait(for: 5)
                        #expect(deliveries.allSatisfy { $0.message.headers["x-death"] != nil })
                    }
                }
            }
        }

        /// native-clients.md M1: the library's own message reader drops frames of other channels.
        @Test func severalChannelsOnOneConnectionLoseNothing() async throws {
            let (perQueue, queues) = (1_500, (0..<4).map { TestBroker.name("many\($0)") })
            try await BrokerOperator.withExchange { exchange in
                let publisher = try TestBroker.publisher()
                let received = Signals<Int>()
                let seen = Mutex<[String: [Int]]>([:])
                let note: @Sendable (AMQPDelivery) -> Void = { delivery in
                    guard case .integer(let number)? = delivery.message.headers["n"] else { return }
                    seen.withLock { $0[delivery.routingKey, default: []].append(Int(number)) }
                    received.record(Int(number))
                }
                let consumer = try TestBroker.consumer(
                    .received(
                        queue: .transient(queues[0], exchange: exchange, routingKeys: [queues[0]]), receive: note),
                    .handled(queue: .transient(queues[1], exchange: exchange, routingKeys: [queues[1]]), prefetch: 1) {
                        note($0)
                        return .acknowledge
                    },
                    .handled(queue: .transient(queues[2], exchange: exchange, routingKeys: [queues[2]]), prefetch: 64) {
                        note($0)
                        return .acknowledge
                    },
                    .received(
                        queue: .transient(queues[3], exchange: exchange, routingKeys: [queues[3]]), receive: note))
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    let confirmed = Signals<PublishOutcome>()
                    for number in 0..<perQueue {
                        for queue in queues {
                            let body = [UInt8](repeating: 1, count: number % 50 == 0 ? 140_000 : number)
                            publisher.publish(
                                AMQPMessage(body: body, headers: ["n": .integer(Int64(number))]), to: exchange,
                                routingKey: queue, mandatory: true
                            ) { confirmed.record($0) }
                        }
                    }
                    let outcomes = try await confirmed.wait(for: perQueue * queues.count, within: .seconds(60))
                    #expect(outcomes.allSatisfy { $0 == .confirmed })
                    _ = try await received.wait(for: perQueue * queues.count, within: .seconds(60))
                    let numbers = seen.withLock { $0 }
                    for queue in queues {
                        #expect(numbers[queue]?.sorted() == Array(0..<perQueue))
                    }
                    // What one thread hands over is in the order of sending.
                    #expect(numbers[queues[0]] == Array(0..<perQueue) && numbers[queues[3]] == Array(0..<perQueue))
                }
                for queue in queues { try await BrokerOperator.delete(queue) }
            }
        }

        @Test func noMoreHandlersRunAtOnceThanPrefetchAllows() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let running = Atomic(0)
                let highest = Atomic(0)
                let done = Signals<Int>()
                let consumer = try TestBroker.consumer(
                    .handled(queue: .existing(queue), prefetch: 3) { delivery in
                        let now = running.add(1, ordering: .relaxed).newValue
                        highest.max(now, ordering: .relaxed)
                        for _ in 0..<20 { await Task.yield() }
                        running.subtract(1, ordering: .relaxed)
                        done.record(1)
                        return .acknowledge
                    })
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    for _ in 0..<300 {
                        publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true) { _ in }
                    }
                    _ = try await done.wait(for: 300)
                    #expect((1...3).contains(highest.load(ordering: .relaxed)))
                }
            }
        }

        @Test func aQueueDeletedByAnOperatorIsConsumedAgainOnceItIsBack() async throws {
            try await BrokerOperator.withQueue { other in
                try await BrokerOperator.withQueue { queue in
                    let publisher = try TestBroker.publisher()
                    let received = Signals<String>()
                    let consumer = try TestBroker.consumer(
                        .handled(queue: .existing(queue), prefetch: 4) { delivery in
                            received.record(delivery.routingKey)
                            return .acknowledge
                        },
                        .received(queue: .existing(other)) { received.record($0.routingKey) })
                    try await TestBroker.running(publisher, consumer) {
                        try #require(await publisher.becomesAvailable(within: .seconds(20)))
                        try #require(await consumer.becomesAvailable(within: .seconds(20)))
                        try await BrokerOperator.delete(queue)
                        // The other subscription works on meanwhile.
                        #expect(
                            await publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: other, mandatory: true)
                                == .confirmed)
                        #expect(try await received.wait(for: 1) == [other])
                        try await BrokerOperator.declare(queue)
                        #expect(
                            await publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                                == .confirmed)
                        #expect(try await received.wait(for: 2) == [other, queue])
                        #expect(await consumer.becomesAvailable(within: .seconds(20)))
                    }
                }
            }
        }

        @Test func whatWaitsInAQueueIsCountedAndAMissingOneHindersNobody() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let counts = Signals<Int>()
                let consumer = try TestBroker.consumer(
                    .counted(queue: queue, every: .milliseconds(50)) { counts.record($0) },
                    .counted(queue: TestBroker.name("missing"), every: .milliseconds(50)) { _ in })
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    #expect(consumer.queueNames.isEmpty)
                    #expect(try await counts.wait(for: 2).allSatisfy { $0 == 0 })
                    for _ in 0..<3 {
                        #expect(
                            await publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                                == .confirmed)
                    }
                    #expect(try await counts.wait(for: counts.all.count + 3).last == 3)
                }
            }
        }

        @Test func aMissingQueueIsWaitedFor() async throws {
            let queue = TestBroker.name("late")
            let consumer = try TestBroker.consumer(.received(queue: .existing(queue)) { _ in })
            try await TestBroker.running(consumer) {
                #expect(await !consumer.becomesAvailable(within: .milliseconds(300)))
                #expect(consumer.queueNames.isEmpty)
                try await BrokerOperator.declare(queue)
                #expect(await consumer.becomesAvailable(within: .seconds(20)))
                #expect(consumer.queueNames == [queue])
            }
            try await BrokerOperator.delete(queue)
        }

        @Test func aGracefulShutdownLetsHandlersFinishAndSettles() async throws {
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let started = Signals<Int>()
                let finish = Signals<Int>()
                let consumer = try TestBroker.consumer(
                    .handled(queue: .existing(queue), prefetch: 2) { _ in
                        started.record(1)
                        _ = try? await finish.wait(for: 1)
                        return .acknowledge
                    })
                try await TestBroker.running(publisher) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    for _ in 0..<3 {
                        #expect(
                            await publisher.publish(AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                                == .confirmed)
                    }
                    let group = ServiceGroup(
                        configuration: .init(services: [.init(service: consumer)], logger: TestBroker.logger))
                    async let ended: Void = group.run()
                    _ = try await started.wait(for: 2)
                    await group.triggerGracefulShutdown()
                    finish.record(1)
                    try await ended
                    #expect(started.all.count <= 3)
                    // What was not handled is still there, what was handled is gone.
                    let rest = Signals<AMQPDelivery>()
                    let next = try TestBroker.consumer(.received(queue: .existing(queue)) { rest.record($0) })
                    try await TestBroker.running(next) {
                        try #require(await next.becomesAvailable(within: .seconds(20)))
                        _ = await publisher.publish(
                            AMQPMessage(body: [], type: "last"), to: "", routingKey: queue, mandatory: true)
                        let expected = 3 - started.all.count + 1
                        let deliveries = try await rest.wait(for: expected)
                        #expect(deliveries.count == expected && deliveries.last?.message.type == "last")
                    }
                }
            }
        }
    }
}
