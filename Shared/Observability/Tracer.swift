// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Time

/// Gathers the spans of the process until they are exported. Where none is to be exported there is no tracer at all, and
/// `traceparent` is only passed on.
///
/// Bounded: what comes while it is full is dropped and counted. Never blocks.
package final class Tracer: Sendable {
    private let capacity: Int
    private let ratio: Double
    private let spans = Mutex<[Span]>([])
    private let dropped: Counter

    /// - Parameters:
    ///   - ratio: the share of traces to record among those that begin here, 0 to 1. Those that come from elsewhere are
    ///     recorded if their sender records them.
    ///   - capacity: spans that may wait.
    package init(ratio: Double = 1, capacity: Int = 8_192, registry: MetricRegistry = .process) {
        self.ratio = ratio
        self.capacity = capacity
        dropped = registry.counter(
            "appointments_spans_total", "Spans by what became of them.", ["outcome": "dropped"])
    }

    /// Begins a span.
    ///
    /// - Parameters:
    ///   - name: the operation's or event's, never anything of a request.
    ///   - traceparent: of what caused it; a new trace begins where it is missing or not well-formed.
    package func begin(_ name: String, _ kind: Span.Kind, after traceparent: String?) -> OpenSpan {
        let parent = traceparent.flatMap { TraceContext($0) }
        return OpenSpan(
            tracer: self, name: name, kind: kind, context: parent?.child ?? root(), parent: parent?.span, began: .now())
    }

    /// Takes out the spans that waited longest.
    package func take(atMost count: Int) -> [Span] {
        spans.withLock { spans in
            let taken = Array(spans.prefix(count))
            spans.removeFirst(taken.count)
            return taken
        }
    }

    func record(_ span: Span) {
        let isFull = spans.withLock { spans in
            guard spans.count < capacity else { return true }
            spans.append(span)
            return false
        }
        if isFull {
            dropped.increment()
        }
    }

    private func root() -> TraceContext {
        let context = TraceContext()
        return context.sampled(context.isWithin(ratio))
    }
}
