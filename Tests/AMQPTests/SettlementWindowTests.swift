// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AMQP

@Suite struct SettlementWindowTests {
    private var window = SettlementWindow()

    private mutating func deliver(_ count: UInt64) throws {
        for tag in 1...count { try window.delivered(tag) }
    }

    @Test mutating func acknowledgementsUpToTheFirstInFlightBecomeOne() throws {
        try deliver(5)
        for tag in [3, 1, 2] as [UInt64] { window.settle(tag, .acknowledge) }
        #expect(window.flush() == [.acknowledge(3, multiple: true)])
        #expect(window.flush() == [])
    }

    @Test mutating func aSingleAcknowledgementIsNotMultiple() throws {
        try deliver(2)
        window.settle(1, .acknowledge)
        #expect(window.flush() == [.acknowledge(1, multiple: false)])
    }

    @Test mutating func whatLiesBehindOneInFlightIsSettledSingly() throws {
        try deliver(4)
        for tag in [2, 4] as [UInt64] { window.settle(tag, .acknowledge) }
        #expect(window.flush() == [.acknowledge(2, multiple: false), .acknowledge(4, multiple: false)])
        for tag in [1, 3] as [UInt64] { window.settle(tag, .acknowledge) }
        #expect(window.flush() == [.acknowledge(3, multiple: true)])
    }

    @Test mutating func refusalsAreNeverSweptUpByAnAcknowledgement() throws {
        try deliver(4)
        window.settle(1, .acknowledge)
        window.settle(2, .requeue)
        window.settle(3, .reject)
        window.settle(4, .acknowledge)
        let commands = window.flush()
        // The refusals must reach the broker before the acknowledgement that covers their tags.
        #expect(
            commands == [
                .reject(2, requeue: true), .reject(3, requeue: false), .acknowledge(4, multiple: true),
            ])
    }

    @Test mutating func aDeliveryIsSettledOnce() throws {
        try deliver(2)
        window.settle(2, .acknowledge)
        window.settle(2, .reject)
        #expect(window.flush() == [.acknowledge(2, multiple: false)])
        window.settle(2, .acknowledge)
        window.settle(0, .acknowledge)
        window.settle(3, .acknowledge)
        #expect(window.flush() == [])
    }

    @Test mutating func ofWhatIsLeftTheBrokerIsToldNothing() throws {
        try deliver(3)
        window.settle(2, .leave)
        #expect(window.flush() == [])
        for tag in [1, 3] as [UInt64] { window.settle(tag, .acknowledge) }
        #expect(window.flush() == [.acknowledge(1, multiple: false), .acknowledge(3, multiple: false)])
    }

    @Test mutating func tagsOutOfOrderAreRefused() throws {
        try window.delivered(1)
        #expect(throws: AMQPFailure.self) { try window.delivered(3) }
        #expect(throws: AMQPFailure.self) { try window.delivered(1) }
    }

    @Test(arguments: [UInt64(3), 5, 8])
    mutating func theBrokerEndsWithEachDeliverySettledAsDecided(seed: UInt64) throws {
        var generator = Seeded(state: seed)
        var broker: [UInt64: AMQPSettlement] = [:]
        var decided: [UInt64: AMQPSettlement] = [:]
        var inFlight: [UInt64] = []
        var tag: UInt64 = 0
        for _ in 0..<2_000 {
            if inFlight.count < 32, Bool.random(using: &generator) {
                tag += 1
                inFlight.append(tag)
                try window.delivered(tag)
            } else if let index = inFlight.indices.randomElement(using: &generator) {
                let settlement = [AMQPSettlement.acknowledge, .acknowledge, .requeue, .reject]
                    .randomElement(using: &generator)
                decided[inFlight[index]] = settlement
                window.settle(inFlight.remove(at: index), settlement ?? .acknowledge)
            }
            guard Int.random(in: 0..<8, using: &generator) == 0 else { continue }
            for command in window.flush() {
                switch command {
                case .reject(let tag, let requeue):
                    #expect(broker.updateValue(requeue ? .requeue : .reject, forKey: tag) == nil)
                case .acknowledge(let last, let multiple):
                    #expect(broker[last] == nil)
                    for tag in (multiple ? 1 : last)...last where broker[tag] == nil {
                        #expect(!inFlight.contains(tag))
                        broker[tag] = .acknowledge
                    }
                }
            }
        }
        _ = window.flush().map { command in
            guard case .acknowledge(let last, let multiple) = command else { return }
            for tag in (multiple ? 1 : last)...last where broker[tag] == nil { broker[tag] = .acknowledge }
        }
        for (tag, settlement) in broker { #expect(decided[tag] == settlement) }
        #expect(broker.count > 500)
    }
}
