// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Logging
import Postgres
import Synchronization

/// Sees what the broker carries while a cycle runs: the events as an outside platform hears them, and every dead letter.
final class Watch: Sendable {
    /// An event as it came out of the subscriber's queue.
    struct Arrival: Sendable {
        let id: String
        let source: String
        let subject: String
        let sequence: Int
    }

    struct DeadLetter: Sendable {
        let queue: String
        let id: String
        let reason: String
    }

    private struct State {
        var arrivals: [Arrival] = []
        var known: Set<String> = []
        var repeated = 0
        var dead: [DeadLetter] = []
        var poison: Set<String> = []
    }

    let instance: Instance
    let application: String
    let publisher: AMQPPublisher
    private let logger = Logger(label: "faults") { _ in SwiftLogNoOpLogHandler() }
    private let state = Mutex(State())

    init(instance: Instance, application: String) throws {
        self.instance = instance
        self.application = application
        publisher = AMQPPublisher(
            address: try AMQPAddress(url: try instance.setting("AMQP_URL", of: .scheduling)), name: "faults",
            logger: logger)
    }

    /// First arrivals in their order.
    var arrivals: [Arrival] { state.withLock { $0.arrivals } }
    /// How often an event came that had come before.
    var repeated: Int { state.withLock { $0.repeated } }
    var dead: [DeadLetter] { state.withLock { $0.dead } }
    var poison: Set<String> { state.withLock { $0.poison } }

    func knows(_ id: String) -> Bool { state.withLock { $0.known.contains(id) } }
    func notePoison(_ id: String) { state.withLock { _ = $0.poison.insert(id) } }

    /// Watches until cancelled. The dead letters that are there already belong to nobody here and go.
    func run() async throws {
        let events = AMQPConsumer(
            address: try AMQPAddress(url: instance.subscriber), name: "faults",
            subscriptions: [
                // One at a time: handlers run side by side, and here the order is what counts.
                .handled(queue: .existing(instance.subscriberQueue), prefetch: 1) {
                    self.take($0)
                    return .acknowledge
                }
            ], logger: logger)
        let queues = SuiteService.ofDatabase.map { "\($0.rawValue).events.dead" }
        let letters = AMQPConsumer(
            address: try AMQPAddress(url: instance.broker), name: "faults",
            subscriptions: queues.map { queue in
                .handled(queue: .existing(queue), prefetch: 16) {
                    self.takeDead($0, from: queue)
                    return .acknowledge
                }
            }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await events.run() }
            group.addTask { try await letters.run() }
            group.addTask { try await self.publisher.run() }
            try await group.waitForAll()
        }
    }

    private func take(_ delivery: AMQPDelivery) {
        guard !poison.contains(delivery.message.messageID ?? ""),
            let event = try? JSONValue.parse(delivery.message.body, limits: .message),
            event["applicationid"]?.text == application, let id = event["id"]?.text,
            let sequence = event["sequence"]?.text.flatMap({ Int($0) })
        else { return }
        let arrival = Arrival(
            id: id, source: event["source"]?.text ?? "", subject: event["subject"]?.text ?? "", sequence: sequence)
        state.withLock { state in
            if state.known.insert(id).inserted {
                state.arrivals.append(arrival)
            } else {
                state.repeated += 1
            }
        }
    }

    private func takeDead(_ delivery: AMQPDelivery, from queue: String) {
        var reason = ""
        if case .string(let text)? = delivery.message.headers["x-reason"] { reason = text }
        let letter = DeadLetter(queue: queue, id: delivery.message.messageID ?? "", reason: reason)
        state.withLock { $0.dead.append(letter) }
    }
}
