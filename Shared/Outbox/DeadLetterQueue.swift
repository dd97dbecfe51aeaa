// SPDX-License-Identifier: Apache-2.0
package import AMQP
package import Contract
package import Logging
import Messaging
import ServiceLifecycle

/// A service's dead letters as an operator sees them: looked at without being taken, and put back one by one.
///
/// A letter leaves the queue only after the broker has confirmed its copy, so none is lost; a crash in between leaves
/// both, and the service's inbox lets only one of them take effect.
package struct DeadLetterQueue: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case unreachable
        case notConfirmed(PublishOutcome)

        package var description: String {
            switch self {
            case .unreachable: "the broker did not let the operator in within 10 seconds"
            case .notConfirmed(let outcome):
                "the broker did not take a letter back, which stays where it was: \(outcome)"
            }
        }
    }

    /// How many letters are looked at, at most; the older ones first.
    package static let reach = 1_000

    private let service: ServiceName
    private let address: AMQPAddress
    private let logger: Logger

    /// - Parameter address: with the login `operator`.
    package init(of service: ServiceName, address: AMQPAddress, logger: Logger) {
        self.service = service
        self.address = address
        self.logger = logger
    }

    /// The letters; every one stays in the queue.
    ///
    /// - Throws: ``Failure``.
    package func letters(atMost limit: Int) async throws -> [ParkedMessage] {
        let desk = DeadLetterDesk(limit: min(limit, Self.reach))
        try await open(desk, prefetch: min(limit, Self.reach)) { letter in
            desk.note(letter)
            return false
        }
        return desk.letters
    }

    /// Puts the chosen ones back into the service's queue and returns them. One that comes back at once, because it can
    /// still not be handled, stays.
    ///
    /// - Throws: ``Failure``; what was put back by then is put back.
    package func putBack(
        atMost limit: Int, where isChosen: @escaping @Sendable (ParkedMessage) -> Bool
    ) async throws -> [ParkedMessage] {
        let desk = DeadLetterDesk(limit: limit)
        let publisher = AMQPPublisher(address: address, name: "\(service.rawValue) put-back", logger: logger)
        try await open(desk, prefetch: Self.reach, beside: publisher) { letter in
            guard isChosen(letter), desk.take(letter) else { return false }
            // Letters may come before the other connection is there.
            _ = await publisher.becomesAvailable(within: .seconds(10))
            let outcome = await publisher.publish(
                letter.putBack, to: BrokerNames.dead, routingKey: service.redriveKey, mandatory: true)
            guard outcome == .confirmed else {
                desk.fail(.notConfirmed(outcome))
                return false
            }
            return true
        }
        if let failure = desk.failure { throw failure }
        return desk.letters
    }

    /// Reads the queue until nothing has come for a second; whatever is not done goes back to it, in its order.
    ///
    /// - Parameter handle: whether the letter is done with and leaves the queue.
    private func open(
        _ desk: DeadLetterDesk, prefetch: Int, beside publisher: AMQPPublisher? = nil,
        _ handle: @escaping @Sendable (ParkedMessage) async -> Bool
    ) async throws {
        let subscription = AMQPSubscription.handled(queue: .existing(service.deadQueue), prefetch: prefetch) {
            delivery in
            desk.begin()
            let isDone = await handle(ParkedMessage(delivery, of: service))
            desk.end()
            if isDone { return .acknowledge }
            await desk.isClosed()
            return .requeue
        }
        let consumer = AMQPConsumer(
            address: address, name: "\(service.rawValue) dead letters", subscriptions: [subscription], logger: logger)
        let services: [any Service] = (publisher.map { [$0] } ?? []) + [consumer]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            defer { desk.close() }
            tasks.addTask { try await group.run() }
            var isOpen = await consumer.becomesAvailable(within: .seconds(10))
            if let publisher { isOpen = await publisher.becomesAvailable(within: .seconds(10)) && isOpen }
            if isOpen { try await desk.isQuiet() }
            // First no more deliveries, then the letters that are held go back: they would only come again.
            await group.triggerGracefulShutdown()
            desk.close()
            try await tasks.waitForAll()
            if !isOpen { throw Failure.unreachable }
        }
    }
}
