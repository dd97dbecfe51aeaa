// SPDX-License-Identifier: Apache-2.0
import Observability

/// What this module counts, for all pools and sessions of the process.
struct PostgresMetrics: Sendable {
    static let process = PostgresMetrics(.process)

    /// From being handed in until a connection begins it.
    let waits: Histogram
    let busy: Gauge
    let connections: Gauge
    let connects: Counter
    let losses: Counter
    let attemptsFailed: Counter
    let repeats: Counter
    private let failures: [PostgresFailure.Code: Counter]
    private let otherFailures: Counter

    init(_ registry: MetricRegistry) {
        waits = registry.histogram(
            "appointments_postgres_wait_seconds", "How long reads and transactions waited for a connection.")
        busy = registry.gauge("appointments_postgres_busy", "Connections of the pool at work.")
        connections = registry.gauge(
            "appointments_postgres_connections", "Open connections, those outside the pool too.")
        connects = registry.counter(
            "appointments_postgres_connects_total", "Connections the pool made.")
        losses = registry.counter(
            "appointments_postgres_connection_losses_total", "Connections of the pool that broke.")
        attemptsFailed = registry.counter(
            "appointments_postgres_connect_failures_total", "Attempts to connect that failed.")
        repeats = registry.counter(
            "appointments_postgres_repeats_total", "Work done again after a lost connection or a stale plan.")
        let codes: [PostgresFailure.Code] = [
            .unreachable, .queueFull, .late, .cancelled, .server, .decoding, .protocolViolation, .closed,
            .outcomeUnknown,
        ]
        func failed(_ code: String) -> Counter {
            registry.counter(
                "appointments_postgres_failures_total", "Reads and transactions that failed, by code.", ["code": code])
        }
        failures = Dictionary(uniqueKeysWithValues: codes.map { ($0, failed($0.description)) })
        otherFailures = failed("other")
    }

    func count(_ failure: PostgresFailure) {
        (failures[failure.code] ?? otherFailures).increment()
    }
}
