// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct SubscriptionChannelTests {
    private let start = ContinuousClock.now

    private func channel(
        _ queue: AMQPSubscription.Queue = .existing("q"), prefetch: UInt16? = 8
    ) -> SubscriptionChannel {
        SubscriptionChannel(queue, prefetch: prefetch, patience: .seconds(5), now: start)
    }

    /// Answers every command as the broker would, until nothing more is sent.
    private func open(
        _ channel: inout SubscriptionChannel, at now: ContinuousClock.Instant
    ) throws -> [ChannelCommand] {
        var sent: [ChannelCommand] = []
        var next = try channel.due(at: now)
        while let command = next {
            sent.append(command)
            next = try channel.answered(try #require(command.reply), at: now)
        }
        return sent
    }

    @Test func anExistingQueueIsOnlyChecked() throws {
        var channel = channel()
        #expect(
            try open(&channel, at: start) == [
                .open, .checkQueue("q"), .setPrefetch(8), .consume(queue: "q", settled: false),
            ])
        #expect(channel.isConsuming && channel.queueName == "q")
    }

    @Test func aTransientQueueIsDeclaredAndBoundByEachKey() throws {
        var channel = channel(.transient("t", exchange: "x", routingKeys: ["a", "b"]), prefetch: nil)
        #expect(
            try open(&channel, at: start) == [
                .open, .declareTransient("t"), .bind(queue: "t", exchange: "x", routingKey: "a"),
                .bind(queue: "t", exchange: "x", routingKey: "b"), .consume(queue: "t", settled: true),
            ])
    }

    @Test func anExclusiveQueueHasANewNameEachTimeAndIsItsOwnKey() throws {
        var channel = channel(.exclusive(prefix: "replies.", exchange: "x"), prefetch: nil)
        let first = try open(&channel, at: start)
        let name = try #require(channel.queueName)
        #expect(name.hasPrefix("replies.") && name.count == "replies.".count + 32)
        #expect(
            first == [
                .open, .declareExclusive(name), .bind(queue: name, exchange: "x", routingKey: name),
                .consume(queue: name, settled: true),
            ])
        channel.connectionLost(at: start)
        #expect(channel.queueName == nil)
        _ = try open(&channel, at: start)
        #expect(channel.queueName != name)
    }

    @Test func aMissingQueueIsTriedAgainLaterAndLater() throws {
        var channel = channel()
        var now = start
        var waits: [Duration] = []
        for _ in 0..<8 {
            #expect(try channel.due(at: now) == .open)
            #expect(try channel.answered(.opened, at: now) == .checkQueue("q"))
            #expect(channel.closedByBroker(at: now) == .confirmClose)
            let next = try #require(channel.nextDeadline)
            #expect(try channel.due(at: now) == nil)
            waits.append(now.duration(to: next))
            now = next
        }
        #expect(waits.allSatisfy { $0 >= .milliseconds(50) && $0 <= .seconds(5) })
        #expect(try #require(waits.last) >= .milliseconds(250))
    }

    @Test func aCountedQueueIsLookedAtNowAndThen() throws {
        var channel = channel(.counted("q", every: .seconds(7)), prefetch: nil)
        #expect(try open(&channel, at: start) == [.open, .checkQueue("q"), .close])
        #expect(!channel.isConsuming && channel.nextDeadline == start + .seconds(7))
        #expect(try channel.due(at: start + .seconds(6)) == nil)
        // While it is missing, it is looked for no more often.
        #expect(try channel.due(at: start + .seconds(7)) == .open)
        #expect(try channel.answered(.opened, at: start + .seconds(7)) == .checkQueue("q"))
        #expect(channel.closedByBroker(at: start + .seconds(7)) == .confirmClose)
        #expect(channel.nextDeadline == start + .seconds(14))
        #expect(channel.stop(at: start + .seconds(8)) == nil)
        #expect(channel.phase == .stopped)
    }

    @Test func aQueueDeletedUnderAConsumerClosesTheChannelAndStartsAnew() throws {
        var channel = channel()
        _ = try open(&channel, at: start)
        #expect(channel.cancelledByBroker(at: start + .seconds(60)) == .close)
        #expect(!channel.isConsuming)
        #expect(try channel.answered(.closed, at: start + .seconds(60)) == nil)
        #expect(try open(&channel, at: start + .seconds(60)).first == .open)
        #expect(channel.isConsuming)
    }

    @Test func aConsumerThatFailsAtOnceIsNotTriedAgainAtOnce() throws {
        var channel = channel()
        _ = try open(&channel, at: start)
        _ = channel.closedByBroker(at: start + .milliseconds(10))
        #expect(try channel.due(at: start + .milliseconds(10)) == nil)
    }

    @Test func aSilentBrokerIsGivenUp() throws {
        var channel = channel()
        #expect(try channel.due(at: start) == .open)
        #expect(try channel.due(at: start + .seconds(4)) == nil)
        #expect(throws: AMQPFailure.self) { try channel.due(at: start + .seconds(5)) }
    }

    @Test func anAnswerNobodyAskedForIsRefused() throws {
        var channel = channel()
        _ = try channel.due(at: start)
        #expect(throws: AMQPFailure.self) { try channel.answered(.bound, at: start) }
        var working = self.channel()
        _ = try open(&working, at: start)
        #expect(throws: AMQPFailure.self) { try working.answered(.consuming, at: start) }
    }

    @Test func stoppingCancelsTheConsumerAndWaitsForTheAnswer() throws {
        var channel = channel()
        _ = try open(&channel, at: start)
        #expect(channel.stop(at: start) == .cancel)
        #expect(channel.stop(at: start) == nil)
        #expect(channel.phase != .stopped)
        #expect(try channel.answered(.cancelled, at: start) == nil)
        #expect(channel.phase == .stopped)
        channel.connectionLost(at: start)
        #expect(try channel.due(at: start + .seconds(100)) == nil)
    }

    @Test func stoppingBeforeItConsumesEndsAtOnce() throws {
        var channel = channel()
        _ = try channel.due(at: start)
        #expect(channel.stop(at: start) == nil)
        #expect(channel.phase == .stopped)
        #expect(try channel.answered(.opened, at: start) == nil)
    }
}
