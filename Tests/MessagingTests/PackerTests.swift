// SPDX-License-Identifier: Apache-2.0
import AMQP
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Messaging

@Suite("Items of one message")
struct PackerTests {
    private static let url = ProcessInfo.processInfo.environment["SUITE_TEST_AMQP"]
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test(arguments: [
        ([], 0), ([1], 1), ([1, 1, 1], 3), ([130_000, 1], 1), ([1, 130_000], 1), ([60_000, 62_880, 1], 2),
        (Array(repeating: 1, count: 100), 32),
    ])
    func aMessageIsBounded(sizes: [Int], count: Int) {
        #expect(Packer.count(fitting: sizes) == count)
    }

    @Test func whatCannotBeSentIsSaidOfEachItem() throws {
        let address = try AMQPAddress(url: "amqp://u:p@127.0.0.1:1")
        let undelivered = Mutex<[String]>([])
        let packer = Packer(
            AMQPPublisher(address: address, name: "never run", logger: Self.logger), exchange: "", mandatory: true
        ) { body, _ in
            AMQPMessage(body: body)
        } undelivered: { item in
            undelivered.withLock { $0.append(item.id) }
        }
        for number in 0..<10 {
            packer.add(Packer.Item(id: "\(number)", bytes: []), for: "key")
        }
        #expect(undelivered.withLock { $0 } == (0..<10).map(String.init))
    }

    @Test(.enabled(if: url != nil))
    func whatWaitsGoesTogetherAndInItsOrder() async throws {
        let address = try AMQPAddress(url: try #require(Self.url))
        let publisher = AMQPPublisher(address: address, name: "test packer", logger: Self.logger)
        let (messages, arrived) = AsyncStream.makeStream(of: [UInt8].self)
        let consumer = AMQPConsumer(
            address: address, name: "test packed",
            subscriptions: [
                .received(queue: .exclusive(prefix: BrokerNames.replyQueuePrefix, exchange: BrokerNames.replies)) {
                    arrived.yield($0.message.body)
                }
            ], logger: Self.logger)
        let packer = Packer(publisher, exchange: BrokerNames.replies, mandatory: false) { body, _ in
            AMQPMessage(body: body)
        } undelivered: { item in
            Issue.record("\(item.id) was not delivered")
        }
        let count = 2_000
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await publisher.run() }
            group.addTask { try await consumer.run() }
            try #require(await publisher.becomesAvailable(within: .seconds(20)))
            try #require(await consumer.becomesAvailable(within: .seconds(20)))
            let queue = try #require(consumer.queueNames.first)
            for number in 0..<count {
                packer.add(Packer.Item(id: "\(number)", bytes: Array("\(number)".utf8)), for: queue)
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(20))
                arrived.finish()
            }
            var numbers: [Int] = []
            var sizes: [Int] = []
            for await message in messages {
                let items = try JSONDecoder().decode([Int].self, from: Data(message))
                numbers += items
                sizes.append(items.count)
                if numbers.count >= count { break }
            }
            #expect(numbers == Array(0..<count))
            #expect(sizes.count < count && (sizes.max() ?? 0) <= 32)
            group.cancelAll()
        }
    }
}
