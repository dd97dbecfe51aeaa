// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Synchronization
import Testing

/// Takes everything from queues that all tests share, for as long as the process runs, and keeps it to be asked for.
final class Collector: Sendable {
    /// What another platform hears: the subscriber's queue, with the subscriber's login.
    static let subscriber = Collector(
        "SUBSCRIBER_AMQP_URL", queues: [RunningSuite.environment["SUBSCRIBER_QUEUE"] ?? ""], isChecked: true)
    /// What no service could understand.
    static let deadLetters = Collector(
        "AMQP_URL", queues: RunningSuite.databaseServices.map { "\($0).events.dead" })

    struct Taken: Sendable {
        let queue: String
        let delivery: AMQPDelivery
        let json: JSONValue?
    }

    /// What the contracts say of what the subscriber hears.
    let conformance = EventConformance()

    private let url: String
    private let queues: [String]
    private let taken = Mutex<[Taken]>([])
    private let reading = Mutex<Task<Void, any Error>?>(nil)
    private let toCheck: AsyncStream<Taken>.Continuation?

    private init(_ url: String, queues: [String], isChecked: Bool = false) {
        self.url = url
        self.queues = queues
        let (stream, continuation) = AsyncStream.makeStream(of: Taken.self)
        toCheck = isChecked ? continuation : nil
        // Beside the connection's own thread, which others wait for, and for as long as the process runs.
        Task { [conformance] in
            for await taken in stream { conformance.check(taken) }
        }
        start()
    }

    /// The queues belong to no test: what arrives may be anyone's, so the reading ends with the process.
    private func start() {
        let task = Task {
            let subscriptions = queues.map { queue in
                AMQPSubscription.received(queue: .existing(queue)) { self.take($0, from: queue) }
            }
            let consumer = AMQPConsumer(
                address: try AMQPAddress(url: try RunningSuite.value(url)), name: "end-to-end tests",
                subscriptions: subscriptions, logger: RunningSuite.logger)
            try await consumer.run()
        }
        reading.withLock { $0 = task }
    }

    /// Leaves what arrives in the queues to `body`.
    func paused<Value>(_ body: () async throws -> Value) async throws -> Value {
        let task = reading.withLock { $0.take() }
        task?.cancel()
        try await task?.value
        defer { start() }
        return try await body()
    }

    private func take(_ delivery: AMQPDelivery, from queue: String) {
        let json = try? JSONValue.parse(delivery.message.body, limits: .message)
        let one = Taken(queue: queue, delivery: delivery, json: json)
        taken.withLock { $0.append(one) }
        toCheck?.yield(one)
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

    /// Waits until everything that has arrived by now was held against the contracts.
    func isChecked() async throws {
        let count = taken.withLock { $0.count }
        try await Eventually.holds("check of \(count) events", within: .seconds(120)) { conformance.checked >= count }
    }

    /// Waits for so many events of scheduling about an appointment, and returns all that have arrived.
    func events(_ count: Int, about id: String, within limit: Duration = .seconds(30)) async throws -> [Taken] {
        try await wait(for: count, "events about \(id)", within: limit) {
            $0.json?["subject"]?.text == id && $0.json?["source"]?.text == "/services/scheduling"
        }
    }
}
