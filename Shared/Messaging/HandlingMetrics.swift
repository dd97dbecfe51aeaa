// SPDX-License-Identifier: Apache-2.0
import Contract
import Observability

/// What the answering side counts, for all operations.
struct HandlingMetrics: Sendable {
    static let process = HandlingMetrics(.process)

    let undecodable: Counter
    let withoutReplyQueue: Counter
    let unknownOperation: Counter
    let forbiddenUser: Counter

    init(_ registry: MetricRegistry) {
        func rejected(_ reason: String) -> Counter {
            registry.counter(
                "appointments_requests_rejected_total", "Request messages that no handler saw, by reason.",
                ["reason": reason])
        }
        undecodable = rejected("undecodable")
        withoutReplyQueue = rejected("no-reply-queue")
        unknownOperation = rejected("unknown-operation")
        forbiddenUser = rejected("forbidden-user")
    }
}

/// What is counted of one operation.
struct OperationMetrics: Sendable {
    /// From being sent until a handler begins.
    let wait: Histogram
    private let duration: Histogram
    private let answered: Counter
    private let refused: Counter
    private let unavailable: Counter
    private let late: Counter
    private let fault: Counter

    init(_ operation: String, in registry: MetricRegistry = .process) {
        wait = registry.histogram(
            "appointments_request_wait_seconds", "How long requests waited before a handler began.",
            ["operation": operation])
        duration = registry.histogram(
            "appointments_request_duration_seconds", "How long handlers took.", ["operation": operation])
        func handled(_ outcome: String) -> Counter {
            registry.counter(
                "appointments_requests_handled_total", "Requests a handler was asked, by outcome.",
                ["operation": operation, "outcome": outcome])
        }
        answered = handled("answered")
        refused = handled("refused")
        unavailable = handled("unavailable")
        late = handled("late")
        fault = handled("fault")
    }

    func count(_ outcome: RequestOutcome, since begin: ContinuousClock.Instant) {
        duration.record(since: begin)
        switch outcome {
        case .answered: answered.increment()
        case .refused: refused.increment()
        case .failed(.unavailable): unavailable.increment()
        case .failed(.late): late.increment()
        case .failed: fault.increment()
        }
    }
}
