// SPDX-License-Identifier: Apache-2.0
import Observability

/// What is counted of events, written and consumed.
struct OutboxMetrics: Sendable {
    static let process = OutboxMetrics(.process)

    let isLeader: Gauge
    let published: Counter
    let unconfirmed: Counter
    let interruptions: Counter
    let backlog: Gauge
    let oldestAge: Gauge
    let samplesFailed: Counter
    /// What the broker keeps for the service.
    let waiting: Gauge
    let deadLetters: Gauge
    let duplicates: Counter
    let ignored: Counter

    init(_ registry: MetricRegistry) {
        isLeader = registry.gauge("appointments_outbox_leader", "1 while this process publishes its service's events.")
        published = registry.counter("appointments_outbox_published_total", "Events the broker confirmed.")
        unconfirmed = registry.counter(
            "appointments_outbox_unconfirmed_total", "Tries to publish an event that the broker did not confirm.")
        interruptions = registry.counter(
            "appointments_outbox_interruptions_total", "Times the relay lost its database or could not reach it.")
        backlog = registry.gauge(
            "appointments_outbox_backlog", "Events of the service that wait to be published, 100000 at most.")
        oldestAge = registry.gauge(
            "appointments_outbox_oldest_seconds", "Age of the oldest event that waits to be published, 0 without one.")
        samplesFailed = registry.counter(
            "appointments_samples_failed_total", "Scrapes that could not read the database: gauges of rows are stale.")
        waiting = registry.gauge(
            "appointments_events_waiting", "Messages of the service's event queue that no consumer has.")
        deadLetters = registry.gauge(
            "appointments_dead_letters_waiting", "Messages of the service's dead-letter queue.")
        duplicates = registry.counter(
            "appointments_inbox_duplicates_total", "Messages that had taken effect before and were passed over.")
        ignored = registry.counter(
            "appointments_events_ignored_total", "Events of a type this version has no reaction to.")
    }
}

/// What is counted of one event's reaction.
struct EventMetrics: Sendable {
    /// From the event's time until its reaction begins.
    let lag: Histogram
    let duration: Histogram
    let done: Counter
    let waits: Counter
    let failures: Counter

    init(_ event: String, in registry: MetricRegistry = .process) {
        lag = registry.histogram(
            "appointments_event_lag_seconds", "From an event's time until its reaction begins.", ["event": event],
            bounds: Histogram.lateness)
        duration = registry.histogram(
            "appointments_event_duration_seconds", "How long events took, tries again included.", ["event": event])
        func handled(_ outcome: String) -> Counter {
            registry.counter(
                "appointments_events_handled_total",
                "Reactions to events, by outcome: done, waits (something is away), failed (goes back to the queue).",
                ["event": event, "outcome": outcome])
        }
        done = handled("done")
        waits = handled("waits")
        failures = handled("failed")
    }
}

/// Why a message was parked, as metrics tell it.
enum ParkingReason: String, CaseIterable {
    case undecodable = "undecodable"
    case wrongPublisher = "wrong-publisher"
    /// Given back so often that the broker parks it.
    case deliveryLimit = "delivery-limit"

    static let parked = Dictionary(
        uniqueKeysWithValues: allCases.map { reason in
            let counter = MetricRegistry.process.counter(
                "appointments_dead_letters_total", "Messages parked on the service's dead queue, by reason.",
                ["reason": reason.rawValue])
            return (reason, counter)
        })

    func count() {
        Self.parked[self]?.increment()
    }
}
