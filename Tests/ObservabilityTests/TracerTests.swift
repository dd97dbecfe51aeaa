// SPDX-License-Identifier: Apache-2.0
import Observability
import Testing

/// Which spans are made, kept and thrown away.
@Suite struct TracerTests {
    private let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private let unsampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"

    @Test func aSpanIsAChildOfWhatCausedIt() throws {
        let tracer = Tracer(registry: MetricRegistry())
        let outer = tracer.begin("outer", .server, after: parent)
        let inner = tracer.begin("inner", .client, after: outer.traceparent)
        inner.end(isError: true)
        outer.end(isError: false)
        let spans = tracer.take(atMost: 10)
        #expect(spans.map(\.name) == ["inner", "outer"] && spans.map(\.isError) == [true, false])
        #expect(spans[1].parent == 0xb7ad_6b71_6920_3331 && spans[0].parent == spans[1].context.span)
        #expect(Set(spans.map(\.context.traceID)) == ["0af7651916cd43dd8448eb211c80319c"])
        #expect(spans.allSatisfy { $0.began <= $0.ended })
        #expect(tracer.take(atMost: 10).isEmpty)
    }

    @Test func whoBeganATraceDecidesWhetherItIsRecorded() {
        let tracer = Tracer(ratio: 0, registry: MetricRegistry())
        for cause in [nil, "nonsense", unsampled] {
            let span = tracer.begin("a", .server, after: cause)
            #expect(span.traceparent.hasSuffix("-00"))
            span.end(isError: false)
        }
        #expect(tracer.take(atMost: 10).isEmpty)
        tracer.begin("b", .server, after: parent).end(isError: false)
        #expect(tracer.take(atMost: 10).map(\.name) == ["b"])
    }

    @Test func aShareOfTheTracesIsRecorded() {
        let tracer = Tracer(ratio: 0.25, registry: MetricRegistry())
        for _ in 0..<4_000 {
            tracer.begin("a", .server, after: nil).end(isError: false)
        }
        // Ten standard deviations around 1,000.
        #expect((726...1_274).contains(tracer.take(atMost: 10_000).count))
    }

    @Test func whatDoesNotFitIsDroppedAndCounted() {
        let registry = MetricRegistry()
        let tracer = Tracer(capacity: 2, registry: registry)
        for name in ["a", "b", "c", "d"] {
            tracer.begin(name, .server, after: nil).end(isError: false)
        }
        #expect(tracer.take(atMost: 1).map(\.name) == ["a"])
        #expect(tracer.take(atMost: 9).map(\.name) == ["b"])
        #expect(registry.counter("appointments_spans_total", "", ["outcome": "dropped"]).value == 2)
    }

    @Test func aTraceparentIsReadAndWrittenAlike() throws {
        let context = try #require(TraceContext(parent))
        #expect(context.traceparent == parent && context.isSampled)
        #expect(context.child.traceID == context.traceID && context.child.span != context.span)
        #expect(TraceContext(unsampled)?.child.traceparent.hasSuffix("-00") == true)
        #expect(TraceContext.traceID(in: parent) == "0af7651916cd43dd8448eb211c80319c")
        #expect(TraceContext.traceID(in: "nonsense") == nil && TraceContext.traceID(in: nil) == nil)
    }
}
