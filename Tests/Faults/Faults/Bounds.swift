// SPDX-License-Identifier: Apache-2.0

/// How long things may take before they count as findings.
struct Bounds: Sendable {
    /// From the broker's port accepting to the first good answer.
    let broker: Duration
    /// From Postgres answering a query to the first good answer.
    let postgres: Duration
    /// From a request's first byte to its last.
    let request: Duration
    /// From a server's death to the last process that says so.
    let readiness: Duration
    /// From silence on the way to the broker to a process that says so: two heartbeats.
    let brokerSilence: Duration
    /// From silence on the way to Postgres to a process that says so, and from then to good answers.
    let postgresSilence: Duration
    /// From a message's due time, or the last fault after it, to its arrival.
    let message: Duration

    /// The figures promised.
    static let promised = Bounds(
        broker: .seconds(2), postgres: .seconds(1), request: .milliseconds(5_250), readiness: .seconds(3),
        brokerSilence: .seconds(21), postgresSilence: .seconds(10), message: .seconds(60))

    /// For a machine that does other things as well: figures are reported, and only what is far off counts.
    static let generous = Bounds(
        broker: .seconds(15), postgres: .seconds(10), request: .seconds(8), readiness: .seconds(10),
        brokerSilence: .seconds(40), postgresSilence: .seconds(30), message: .seconds(90))
}
