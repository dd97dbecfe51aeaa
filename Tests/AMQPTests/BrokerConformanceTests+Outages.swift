// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import AMQP

extension BrokerConformanceTests {
    @Suite struct Outages {
        @Test(
            .enabled(if: TestBroker.restartCommand != nil, "SUITE_TEST_AMQP_RESTART is not set"))
        func publisherAndConsumerComeBackAfterARestartOfTheBroker() async throws {
            let restart = try #require(TestBroker.restartCommand)
            try await BrokerOperator.withQueue(durable: true) { queue in
                let publisher = try TestBroker.publisher()
                let received = Signals<String>()
                let consumer = try TestBroker.consumer(
                    .handled(queue: .existing(queue), prefetch: 4) { delivery in
                        received.record(delivery.routingKey)
                        return .acknowledge
                    },
                    .received(queue: .exclusive(prefix: "test.replies.", exchange: "amq.direct")) { delivery in
                        received.record(delivery.routingKey)
                    })
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    let before = consumer.queueNames
                    try #require(before.count == 2 && before.first == queue)
                    #expect(
                        await publisher.publish(
                            AMQPMessage(body: [1]), to: "amq.direct", routingKey: before[1], mandatory: true)
                            == .confirmed)
                    #expect(try await received.wait(for: 1) == [before[1]])

                    try await TestBroker.shell(restart)
                    // Publishing goes on until the outage is noticed; then it is refused at once.
                    var outcome = PublishOutcome.confirmed
                    while outcome == .confirmed {
                        outcome = await publisher.publish(
                            AMQPMessage(body: [1]), to: "amq.direct", routingKey: before[1], mandatory: false)
                    }
                    #expect(outcome == .unavailable(.disconnected) || outcome == .unavailable(.unknown))
                    try #require(await publisher.becomesAvailable(within: .seconds(60)))
                    try #require(await consumer.becomesAvailable(within: .seconds(60)))
                    let after = consumer.queueNames
                    #expect(after.count == 2 && after.first == queue && after[1] != before[1])
                    let seen = received.all.count
                    #expect(
                        await publisher.publish(
                            AMQPMessage(body: [1]), to: "amq.direct", routingKey: before[1], mandatory: true
                        )
                        .isReturned)
                    #expect(
                        await publisher.publish(
                            AMQPMessage(body: [1]), to: "amq.direct", routingKey: after[1], mandatory: true)
                            == .confirmed)
                    #expect(
                        await publisher.publish(
                            AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true) == .confirmed)
                    let keys = try await received.wait(for: seen + 2)
                    #expect(Set(keys.suffix(2)) == [after[1], queue])
                }
            }
        }

        @Test func aNodeThatIsAwayIsPassedBy() async throws {
            let url = try #require(TestBroker.url)
            // Wherever it begins, it meets one of those that are away or the one that is there.
            let address = try AMQPAddress(url: "amqp://u:p@127.0.0.1:1/v,\(url),amqp://u:p@127.0.0.1:2/v")
            let publisher = AMQPPublisher(
                address: address, name: TestBroker.name("publisher"), logger: TestBroker.logger)
            try await TestBroker.running(publisher) {
                #expect(await publisher.becomesAvailable(within: .seconds(20)))
            }
        }

        /// Runs the body with a publisher whose broker can be frozen.
        private func withFreezableBroker(
            _ limits: AMQPPublisherLimits, body: (AMQPPublisher, FreezableProxy) async throws -> Void
        ) async throws {
            var address = try TestBroker.address
            try #require(["127.0.0.1", "localhost"].contains(address.host), "the broker must be local")
            let proxy = try FreezableProxy(to: address.port)
            defer { proxy.freeze(false) }
            (address.host, address.port) = ("127.0.0.1", proxy.port)
            let publisher = AMQPPublisher(
                address: address, name: TestBroker.name("frozen"), limits: limits, logger: TestBroker.logger)
            try await TestBroker.running(publisher) {
                try #require(await publisher.becomesAvailable(within: .seconds(20)))
                try await body(publisher, proxy)
            }
        }

        @Test func aBrokerThatFallsSilentLeavesTheOutcomeUnknownAndLosesTheConnection() async throws {
            var limits = AMQPPublisherLimits()
            limits.confirmTimeout = .seconds(1)
            try await BrokerOperator.withQueue { queue in
                try await withFreezableBroker(limits) { publisher, proxy in
                    proxy.freeze(true)
                    let clock = ContinuousClock()
                    let began = clock.now
                    let outcome = await publisher.publish(
                        AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                    #expect(outcome == .unavailable(.unknown))
                    #expect((.seconds(1)...(.seconds(5))).contains(began.duration(to: clock.now)))
                    #expect(publisher.availability == .disconnected)
                    proxy.freeze(false)
                    try #require(await publisher.becomesAvailable(within: .seconds(30)))
                    let again = await publisher.publish(
                        AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                    #expect(again == .confirmed)
                }
            }
        }

        /// native-clients.md M3: the library's publish has no deadline.
        @Test func aBrokerThatStopsReadingBlocksNoCallerAndIsLeft() async throws {
            var limits = AMQPPublisherLimits()
            limits.confirmTimeout = .seconds(1)
            limits.heartbeat = .seconds(1)
            try await BrokerOperator.withQueue { queue in
                try await withFreezableBroker(limits) { publisher, proxy in
                    proxy.freeze(true)
                    let outcomes = Signals<PublishOutcome>()
                    let large = AMQPMessage(body: [UInt8](repeating: 1, count: 15 * 1_048_576))
                    let took = ContinuousClock().measure {
                        for _ in 0..<20 {
                            publisher.publish(large, to: "", routingKey: queue, mandatory: true) { outcomes.record($0) }
                        }
                    }
                    #expect(took < .seconds(1))
                    let seen = try await outcomes.wait(for: 20, within: .seconds(30))
                    #expect(seen.contains(.unavailable(.full)) && seen.contains(.unavailable(.unknown)))
                    #expect(!seen.contains(.confirmed))
                    proxy.freeze(false)
                    try #require(await publisher.becomesAvailable(within: .seconds(30)))
                    let again = await publisher.publish(
                        AMQPMessage(body: [1]), to: "", routingKey: queue, mandatory: true)
                    #expect(again == .confirmed)
                }
            }
        }

        @Test(
            .enabled(if: TestBroker.controlCommand != nil, "SUITE_TEST_RABBITMQCTL is not set"))
        func underAnAlarmPublishingIsRefusedAtOnceAndConsumingGoesOn() async throws {
            let control = try #require(TestBroker.controlCommand)
            try await BrokerOperator.withQueue { queue in
                let publisher = try TestBroker.publisher()
                let consumer = try TestBroker.consumer(.received(queue: .existing(queue)) { _ in })
                try await TestBroker.running(publisher, consumer) {
                    try #require(await publisher.becomesAvailable(within: .seconds(20)))
                    try #require(await consumer.becomesAvailable(within: .seconds(20)))
                    try await TestBroker.shell(control, "set_vm_memory_high_watermark absolute 1MB")
                    let message = AMQPMessage(body: [1])
                    let clock = ContinuousClock()
                    // The broker says so once something was published under the alarm.
                    let deadline = clock.now + .seconds(20)
                    var outcome = PublishOutcome.confirmed
                    while outcome == .confirmed, clock.now < deadline {
                        outcome = await publisher.publish(message, to: "", routingKey: queue, mandatory: true)
                    }
                    #expect(outcome == .unavailable(.blocked) || outcome == .unavailable(.unknown))
                    guard case .blocked = publisher.availability else {
                        Issue.record("\(publisher.availability)")
                        return
                    }
                    let began = clock.now
                    let refused = await publisher.publish(message, to: "", routingKey: queue, mandatory: true)
                    #expect(refused == .unavailable(.blocked))
                    #expect(began.duration(to: clock.now) < .milliseconds(500))
                    #expect(consumer.availability == .ready)
                    try await TestBroker.shell(control, "set_vm_memory_high_watermark 0.6")
                    #expect(await publisher.becomesAvailable(within: .seconds(20)))
                    #expect(
                        await publisher.publish(message, to: "", routingKey: queue, mandatory: true) == .confirmed)
                }
            }
        }
    }
}

extension PublishOutcome {
    fileprivate var isReturned: Bool {
        if case .returned = self { true } else { false }
    }
}
