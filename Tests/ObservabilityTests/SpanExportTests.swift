// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import JSON
import Logging
import Observability
import Testing

@testable import SpanExport

/// What goes to a collector, and what happens without one.
@Suite struct SpanExportTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func spansAreWrittenAsOTLPHasThemInJSON() throws {
        let tracer = Tracer(registry: MetricRegistry())
        let root = tracer.begin("appointment.find", .server, after: nil)
        tracer.begin("publish appointment.ended.v1", .producer, after: root.traceparent).end(isError: true)
        root.end(isError: false)
        let document = try JSONValue.parse(SpanDocument.encode(tracer.take(atMost: 9), of: "gateway"))
        let resource = try #require(document["resourceSpans"]?.elements?.first)
        let name = try #require(resource["resource"]?["attributes"]?.elements?.first)
        #expect(name["key"]?.text == "service.name" && name["value"]?["stringValue"]?.text == "gateway")
        let spans = try #require(resource["scopeSpans"]?.elements?.first?["spans"]?.elements)
        #expect(spans.count == 2)
        let (child, parent) = (spans[0], spans[1])
        #expect(child["name"]?.text == "publish appointment.ended.v1" && child["kind"]?.integer == 4)
        #expect(parent["name"]?.text == "appointment.find" && parent["kind"]?.integer == 2)
        #expect(child["parentSpanId"]?.text == parent["spanId"]?.text && parent["parentSpanId"] == nil)
        #expect(child["traceId"]?.text == parent["traceId"]?.text && child["traceId"]?.text?.count == 32)
        #expect(child["status"]?["code"]?.integer == 2 && parent["status"] == nil)
        for span in spans {
            let (began, ended) = (span["startTimeUnixNano"]?.text ?? "", span["endTimeUnixNano"]?.text ?? "")
            #expect(began.count == 19 && ended.count == 19 && began <= ended)
        }
    }

    @Test func withoutACollectorSpansAreDroppedAndCounted() async throws {
        let registry = MetricRegistry()
        let tracer = Tracer(registry: registry)
        // Nothing listens at port 1.
        let exporter = SpanExporter(
            tracer, endpoint: "http://127.0.0.1:1/", service: "test", registry: registry, logger: logger)
        for _ in 0..<3 {
            tracer.begin("a", .server, after: nil).end(isError: false)
        }
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            await exporter.export(through: client)
        }
        let help = "Spans by what became of them."
        #expect(registry.counter("appointments_spans_total", help, ["outcome": "refused"]).value == 3)
        #expect(registry.counter("appointments_spans_total", help, ["outcome": "exported"]).value == 0)
        #expect(tracer.take(atMost: 9).isEmpty)
    }
}
