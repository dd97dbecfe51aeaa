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

    /// How many letters are looked at, at most; the older ones first. Never fewer: see ``open(beside:_:)``.
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

    /// The letters, the older ones first; every one stays in the queue, in its place.
    ///
    /// - Throws: ``Failure``.
    package func letters() async throws -> [ParkedMessage] {
        try await open { desk in desk.letters.map(\.letter) }
    }

    /// Puts the chosen ones back into the service's queue, the older ones first, each once, and returns them. One that
    /// comes back at once, because it can still not be handled, stays.
    ///
    /// - Throws: ``Failure``; what was put back by then is put back.
    package func putBack(atMost limit: Int, where isChosen: (ParkedMessage) -> Bool) async throws -> [ParkedMessage] {
        let publisher = AMQPPublisher(address: address, name: "\(service.rawValue) put-back", logger: logger)
        return try await open(beside: publisher) { desk in
            var done: [ParkedMessage] = []
            var ids: Set<String> = []
            for held in desk.letters where done.count < limit && isChosen(held.letter) {
                guard ids.insert(held.letter.id).inserted else { continue }
                let outcome = await publisher.publish(
                    held.letter.putBack, to: BrokerNames.dead, routingKey: service.redriveKey, mandatory: true)
                guard outcome == .confirmed else { throw Failure.notConfirmed(outcome) }
                desk.finish(held)
                done.append(held.letter)
            }
            return done
        }
    }

    /// Reads the queue until nothing has come for a second; whatever is not finished by `body` stays in it.
    ///
    /// In its place, too: RabbitMQ 3.10 puts what a consumer gives back at the end of a quorum queue without a delivery
    /// limit, but what a consumer leaves behind before all that was never delivered, in its order. What was left behind
    /// earlier is delivered first, so the order is the old one as long as every look takes as much as the one before.
    private func open<Value: Sendable>(
        beside publisher: AMQPPublisher? = nil, _ body: (DeadLetterDesk) async throws -> Value
    ) async throws -> Value {
        let desk = DeadLetterDesk()
        let service = service
        let subscription = AMQPSubscription.handled(queue: .existing(service.deadQueue), prefetch: Self.reach) {
            delivery in
            let letter = ParkedMessage(delivery, of: service)
            return await desk.isDone(with: letter, number: delivery.number) ? .acknowledge : .leave
        }
        let consumer = AMQPConsumer(
            address: address, name: "\(service.rawValue) dead letters", subscriptions: [subscription], logger: logger)
        let services: [any Service] = (publisher.map { [$0] } ?? []) + [consumer]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            defer { desk.close() }
            tasks.addTask { try await group.run() }
            var isOpen = await consumer.becomesAvailable(within: .seconds(10))
            if let publisher { isOpen = await publisher.becomesAvailable(within: .seconds(10)) && isOpen }
            let result: Result<Value, any Error>
            do {
                guard isOpen else { throw Failure.unreachable }
                try await desk.isQuiet()
                result = .success(try await body(desk))
            } catch {
                result = .failure(error)
            }
            // First no more deliveries, then the letters that are held are let go.
            await group.triggerGracefulShutdown()
            desk.close()
            try await tasks.waitForAll()
            return try result.get()
        }
    }
}
