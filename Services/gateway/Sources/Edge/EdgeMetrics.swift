// SPDX-License-Identifier: Apache-2.0
import Contract
import Observability

/// What is counted of the HTTP edge.
struct EdgeMetrics: Sendable {
    static let process = EdgeMetrics(.process)

    private let problems: [String: Counter]
    private let otherProblems: Counter
    /// Requests the server could not parse, or failed on by itself.
    let malformed: Counter

    init(_ registry: MetricRegistry) {
        func refused(_ problem: String) -> Counter {
            registry.counter(
                "appointments_http_problems_total", "Requests answered with a problem, by its type.",
                ["problem": problem])
        }
        let slugs = ProblemPages(GatewayService.contracts).slugs
        problems = Dictionary(uniqueKeysWithValues: slugs.map { ($0, refused($0)) })
        otherProblems = refused("other")
        malformed = registry.counter(
            "appointments_http_malformed_total", "Requests that were no HTTP, or that the server failed on.")
    }

    func count(_ problem: Problem) {
        (problems[problem.type.slug] ?? otherProblems).increment()
    }
}

/// What is counted of one operation at the edge.
struct EdgeOperationMetrics: Sendable {
    private let duration: Histogram
    /// By the first digit of the status, from 2.
    private let answers: [Counter]

    init(_ operation: String, in registry: MetricRegistry = .process) {
        duration = registry.histogram(
            "appointments_http_request_duration_seconds", "From a request's head until its answer is made.",
            ["operation": operation])
        answers = (2...5).map { digit in
            registry.counter(
                "appointments_http_requests_total", "Requests answered, by operation and class of status.",
                ["operation": operation, "status": "\(digit)xx"])
        }
    }

    func count(_ status: Int, since begin: ContinuousClock.Instant) {
        duration.record(since: begin)
        let index = status / 100 - 2
        if answers.indices.contains(index) {
            answers[index].increment()
        }
    }
}
