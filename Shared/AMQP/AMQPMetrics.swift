// SPDX-License-Identifier: Apache-2.0
import Observability

/// What this module counts, for all connections of the process.
struct AMQPMetrics: Sendable {
    static let process = AMQPMetrics(.process)

    let confirmed: Counter
    private let returned: Counter
    private let nacked: Counter
    private let unknown: Counter
    private let disconnected: Counter
    private let blocked: Counter
    private let full: Counter
    /// Whether the broker takes no messages.
    let isBlocked: Gauge
    let confirmTimeouts: Counter
    let deliveries: Counter
    let redeliveries: Counter
    let consumersStopped: Counter
    let channelsClosed: Counter

    init(_ registry: MetricRegistry) {
        func published(_ outcome: String) -> Counter {
            registry.counter(
                "appointments_amqp_published_total", "Messages handed to the broker, by what became of them.",
                ["outcome": outcome])
        }
        confirmed = published("confirmed")
        returned = published("returned")
        nacked = published("nacked")
        unknown = published("unknown")
        disconnected = published("disconnected")
        blocked = published("blocked")
        full = published("full")
        isBlocked = registry.gauge(
            "appointments_amqp_blocked", "1 while the broker takes no messages from this process.")
        confirmTimeouts = registry.counter(
            "appointments_amqp_confirm_timeouts_total", "Times a message was not confirmed in time.")
        deliveries = registry.counter("appointments_amqp_deliveries_total", "Messages the broker delivered.")
        redeliveries = registry.counter(
            "appointments_amqp_redeliveries_total", "Messages the broker may have delivered before.")
        consumersStopped = registry.counter(
            "appointments_amqp_consumers_stopped_total", "Consumers the broker stopped, as when a queue is deleted.")
        channelsClosed = registry.counter(
            "appointments_amqp_channels_closed_total", "Channels the broker closed over an error.")
    }

    func count(_ outcome: PublishOutcome) {
        switch outcome {
        case .confirmed: confirmed.increment()
        case .returned: returned.increment()
        case .nacked: nacked.increment()
        case .unavailable(.unknown): unknown.increment()
        case .unavailable(.disconnected): disconnected.increment()
        case .unavailable(.blocked): blocked.increment()
        case .unavailable(.full): full.increment()
        }
    }
}

/// What is counted of one connection.
struct AMQPConnectionMetrics: Sendable {
    private let name: String
    let isUp: Gauge
    let connects: Counter

    init(_ name: String) {
        self.name = name
        isUp = MetricRegistry.process.gauge(
            "appointments_amqp_connection_up", "1 while the connection to the broker stands.", ["connection": name])
        connects = MetricRegistry.process.counter(
            "appointments_amqp_connects_total", "Connections made to the broker; more than one is a reconnect.",
            ["connection": name])
        // There from the start, so that a first loss is a rise.
        for code in [AMQPFailure.Code.connect, .connectionClosed, .timeout] {
            _ = losses(code)
        }
    }

    /// Lost connections and failed attempts; not on any hot path.
    func losses(_ code: AMQPFailure.Code) -> Counter {
        MetricRegistry.process.counter(
            "appointments_amqp_connection_losses_total", "Lost connections and failed attempts, by reason.",
            ["connection": name, "reason": code.name])
    }
}
