// SPDX-License-Identifier: Apache-2.0
package import Time

/// One piece of work within a trace, done.
package struct Span: Sendable {
    /// As OTLP numbers them.
    package enum Kind: Int, Sendable {
        case server = 2
        case client = 3
        case producer = 4
        case consumer = 5
    }

    package let name: String
    package let kind: Kind
    package let context: TraceContext
    /// Id of the span that caused it, nil at the beginning of a trace.
    package let parent: UInt64?
    package let began: Instant
    package let ended: Instant
    package let isError: Bool
}

/// One piece of work within a trace, under way.
///
/// What it causes carries its ``traceparent``. It is recorded once it is ended, if its trace is.
package struct OpenSpan: Sendable {
    let tracer: Tracer
    let name: String
    let kind: Span.Kind
    let context: TraceContext
    let parent: UInt64?
    let began: Instant

    package var traceparent: String { context.traceparent }

    /// - Parameter isError: whether the system failed; a typed "no" is no failure.
    package func end(isError: Bool) {
        guard context.isSampled else { return }
        // Instants are of the wall clock, which may have been set back meanwhile.
        tracer.record(
            Span(
                name: name, kind: kind, context: context, parent: parent, began: began,
                ended: max(began, .now()), isError: isError))
    }
}
