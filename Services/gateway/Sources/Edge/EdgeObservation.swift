// SPDX-License-Identifier: Apache-2.0
import Observability

/// What is noted of one request while it is answered.
struct EdgeObservation {
    private let begin = ContinuousClock.now
    private var operation: OpenOperation?
    private var span: OpenSpan?
    /// `traceparent` of the request to the operation's owner.
    private(set) var trace: String?

    /// The request is one to an operation.
    ///
    /// - Parameters:
    ///   - header: `traceparent` as the client sent it.
    ///   - tracer: nil where no spans are wanted.
    mutating func isFor(_ operation: OpenOperation, after header: String?, _ tracer: Tracer?) {
        self.operation = operation
        span = tracer?.begin(operation.name, .server, after: header)
        trace = span?.traceparent ?? TraceContext.next(after: header)
    }

    /// The answer is made.
    func end(status: Int) {
        operation?.metrics.count(status, since: begin)
        span?.end(isError: status >= 500)
    }
}
