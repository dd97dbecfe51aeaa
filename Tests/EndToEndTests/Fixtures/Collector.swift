// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Synchronization
import Testing

/// Takes everything from queues that all tests share, for as long as the process runs, and keeps it to be asked for.
final class Collector: Sendable {
    /// What another platform hears: the subscriber's queue, with the subscriber's login.
    static let subscriber = Collector(
        "SUBSCRIBER_AMQP_URL", queues: [RunningSuite.environment["SUBSCRIBER_QUEUE"] ?? ""])
    /// What no service could understand.
    static let deadLetters = Collector(
        "AMQP_URL", queues: RunningSuite.databaseServices.map { "\($0).events.dead" })

    struct Taken: Sendable {
        let queue: String
        let delivery: AMQPDelivery
        let json: JSONValue?
    }

    private let taken = Mutex<[Taken]>([])

    private init(_ url: String, queues: [String]) {
        // The queues belong to no test: what arrives may be anyone's, so the reading ends with the process.
        Task {
            let subscriptions = queues.map { queue in
                AMQPSubscription.received(queue: .existing(queue)) { self.take($0, from: queue) }
            }
            let consumer = AMQPConsumer(
                address: try AMQPAddress(url: try RunningSuite.value(url)), name: "end-to-end tests",
                subscriptions: subscriptions, logger: RunningSuite.logger)
            try await consumer.run()
        }
    }

    private func take(_ delivery: AMQPDelivery, from queue: String) {
        let json = try? JSONValue.parse(delivery.message.body, limits: .message)
        taken.withLock { $0.append(Taken(queue: queue, delivery: delivery, json: json)) }
    }

    /// What fits and has arrived.
    func all(where fits: (Taken) -> Bool) -> [Taken] {
        taken.withLock { $0.filter(fits) }
    }

    /// Waits until so many that fit have arrived.
    func wait(
        for count: Int, _ what: String, within limit: Duration = .seconds(30), where fits: (Taken) -> Bool
    ) async throws -> [Taken] {
        try await Eventually.find("\(count) \(what)", within: limit) {
            let found = all(where: fits)
            return found.count >= count ? found : nil
        }
    }

    /// Waits for so many events of scheduling about an appointment, and returns all that have arrived.
    func events(_ count: Int, about id: String, within limit: Duration = .seconds(30)) async throws -> [Taken] {
        try await wait(for: count, "events about \(id)", within: limit) {
            $0.json?["subject"]?.text == id && $0.json?["source"]?.text == "/services/scheduling"
        }
    }
}
