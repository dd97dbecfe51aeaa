// SPDX-License-Identifier: Apache-2.0
import AMQP
import Logging
import Synchronization
import Testing

/// Each broker user, tried on what is not its own.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct BrokerIsolationTests {
    /// The users of the services and of outside platforms, with their URLs.
    private static func users() throws -> [(name: String, url: String)] {
        try (RunningSuite.databaseServices + ["gateway"]).map { ($0, try Broker.url(of: $0)) } + [
            ("subscriber-local", try RunningSuite.value("SUBSCRIBER_AMQP_URL")),
            ("video-platform", try RunningSuite.value("INBOUND_AMQP_URL")),
        ]
    }

    private static func publish(
        to exchange: String, _ key: String, as user: (name: String, url: String)
    ) async throws -> Int? {
        let message = AMQPMessage(body: Array("intruder".utf8), messageID: "intruder", userID: user.name)
        switch try await Broker.publish(message, to: exchange, key: key, as: user.url) {
        case .confirmed: return nil
        case .returned(let code, _): return code
        case .nacked, .unavailable: return -1
        }
    }

    /// Who may write what, for each exchange one key that is everybody's to try.
    private static let rights: [(exchange: String, key: String, writers: Set<String>)] = [
        ("appointments.events", "appointment.scheduled.v1", ["scheduling"]),
        ("appointments.events", "participant.registered.v1", ["participants"]),
        ("appointments.events", "notification.sent.v1", ["notifications"]),
        ("appointments.events", "settings.changed.v1", ["notifications"]),
        // What a topic permission for nothing would let through.
        ("appointments.events", "", []),
        ("appointments.requests", "scheduling.public", ["gateway"]),
        ("appointments.requests", "scheduling.private", ["participants", "calendar", "notifications"]),
        ("appointments.requests", "participants.private", ["scheduling", "notifications"]),
        ("appointments.requests", "notifications.private", ["scheduling", "participants"]),
        ("appointments.inbound", "conference.joined.v1", ["video-platform"]),
        ("appointments.inbound", "appointment.scheduled.v1", []),
        ("appointments.dead", "calendar.dead", ["calendar"]),
        ("appointments.dead", "calendar.redrive", []),
        ("appointments.replies", "nobody", ["scheduling", "participants", "calendar", "notifications"]),
        ("", "subscriber.local", []),
        ("", "calendar.events", []),
        ("amq.topic", "x", []),
        ("amq.direct", "x", []),
    ]

    @Test func nobodyWritesWhatIsNotTheirs() async throws {
        for user in try Self.users() {
            for right in Self.rights where !right.writers.contains(user.name) {
                let code = try await Self.publish(to: right.exchange, right.key, as: user)
                #expect(code == 403, "\(user.name) to \(right.exchange) \(right.key): \(code ?? 200)")
            }
        }
    }

    @Test func nobodyWritesInAnothersName() async throws {
        let message = AMQPMessage(body: Array("intruder".utf8), userID: "scheduling")
        let outcome = try await Broker.publish(
            message, to: "appointments.dead", key: "calendar.dead", as: try Broker.url(of: "calendar"))
        guard case .returned(let code, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(code == 406)
    }

    @Test func nobodyReadsWhatIsNotTheirs() async throws {
        let queues =
            RunningSuite.databaseServices.flatMap { ["\($0).events", "\($0).events.dead"] } + ["subscriber.local"]
        for user in try Self.users() {
            for queue in queues where !queue.hasPrefix("\(user.name).") && user.name != queue.replacing(".", with: "-")
            {
                let refusal = try await Self.refusal(.existing(queue), as: user.url)
                #expect(refusal.contains("403"), "\(user.name) of \(queue): \(refusal)")
            }
        }
    }

    @Test func nobodyDeclaresOrBindsWhatIsNotTheirs() async throws {
        for user in try Self.users() where user.name != "calendar" {
            let foreign = try await Self.refusal(
                .transient("calendar.requests", exchange: "appointments.requests", routingKeys: ["calendar.public"]),
                as: user.url)
            #expect(foreign.contains("403"), "\(user.name): \(foreign)")
            let made = try await Self.refusal(
                .transient("intruder", exchange: "appointments.events", routingKeys: ["#"]), as: user.url)
            #expect(made.contains("403"), "\(user.name): \(made)")
        }
        // Its own queue, but a neighbour's requests.
        let eavesdropping = try await Self.refusal(
            .transient("calendar.requests", exchange: "appointments.requests", routingKeys: ["scheduling.public"]),
            as: try Broker.url(of: "calendar"))
        #expect(eavesdropping.contains("403"), "\(eavesdropping)")
    }

    /// Waits for the broker's reason not to let the user consume.
    private static func refusal(_ queue: AMQPSubscription.Queue, as url: String) async throws -> String {
        let log = RefusalLog()
        let consumer = AMQPConsumer(
            address: try AMQPAddress(url: url), name: "end-to-end tests",
            subscriptions: [.received(queue: queue) { _ in }], logger: Logger(label: "refusals") { _ in log })
        return try await Broker.running(consumer) {
            try await Eventually.find("refusal of \(queue)") {
                consumer.availability == .ready ? "nothing was refused" : log.refusals.lines.withLock { $0.first }
            }
        }
    }
}

/// Keeps what the consumer says of channels that the broker closed.
private struct RefusalLog: LogHandler {
    final class Lines: Sendable {
        let lines = Mutex<[String]>([])
    }

    let refusals = Lines()
    var logLevel = Logger.Level.warning
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard let error = event.metadata?["error"] else { return }
        refusals.lines.withLock { $0.append("\(error)") }
    }
}
