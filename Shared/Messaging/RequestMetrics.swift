// SPDX-License-Identifier: Apache-2.0
import Observability

/// What the asking side counts.
struct RequestMetrics: Sendable {
    static let process = RequestMetrics(.process)

    let refusedNotReady: Counter
    let refusedFull: Counter
    let undelivered: Counter
    let expired: Counter
    let late: Counter
    let unknown: Counter
    let forged: Counter
    let undecodableReplies: Counter

    init(_ registry: MetricRegistry) {
        func unavailable(_ reason: String) -> Counter {
            registry.counter(
                "appointments_requests_unavailable_total",
                "Requests to services that ended without an answer, by reason.", ["reason": reason])
        }
        refusedNotReady = unavailable("not-ready")
        refusedFull = unavailable("full")
        undelivered = unavailable("undelivered")
        expired = unavailable("deadline")
        func discarded(_ reason: String) -> Counter {
            registry.counter(
                "appointments_replies_discarded_total", "Replies nobody waits for, by reason.", ["reason": reason])
        }
        late = discarded("late")
        unknown = discarded("unknown")
        forged = discarded("forged")
        undecodableReplies = discarded("undecodable")
    }
}
