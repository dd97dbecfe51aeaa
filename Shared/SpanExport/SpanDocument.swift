// SPDX-License-Identifier: Apache-2.0
import JSON
package import Observability
import Time

/// Spans as OTLP/HTTP takes them in JSON (`ExportTraceServiceRequest` of OTLP 1.x).
package enum SpanDocument {
    /// - Parameter service: `service.name` of the resource.
    package static func encode(_ spans: [Span], of service: String) -> [UInt8] {
        var json = JSONWriter(capacity: 256 + spans.count * 320)
        json.object { json in
            one("resourceSpans", in: &json) { json in
                json.member("resource", object: { attributes([("service.name", service)], in: &$0) })
                one("scopeSpans", in: &json) { json in
                    json.member("scope", object: { $0.member("name", "appointments") })
                    json.member(
                        "spans",
                        array: { json in
                            for span in spans {
                                json.object { write(span, to: &$0) }
                            }
                        })
                }
            }
        }
        return json.bytes
    }

    private static func write(_ span: Span, to json: inout JSONWriter) {
        json.member("traceId", span.context.traceID)
        json.member("spanId", TraceContext.text(ofSpan: span.context.span))
        json.member("parentSpanId", span.parent.map(TraceContext.text(ofSpan:)))
        json.member("name", span.name)
        json.member("kind", span.kind.rawValue)
        // 64-bit numbers are strings in the JSON of Protocol Buffers.
        json.member("startTimeUnixNano", "\(span.began.microseconds)000")
        json.member("endTimeUnixNano", "\(span.ended.microseconds)000")
        if span.isError {
            json.member("status", object: { $0.member("code", 2) })
        }
    }

    private static func one(_ name: StaticString, in json: inout JSONWriter, _ write: (inout JSONWriter) -> Void) {
        json.member(name, array: { json in json.object { write(&$0) } })
    }

    private static func attributes(_ attributes: [(String, String)], in json: inout JSONWriter) {
        json.member(
            "attributes",
            array: { json in
                for (key, value) in attributes {
                    json.object { json in
                        json.member("key", key)
                        json.member("value", object: { $0.member("stringValue", value) })
                    }
                }
            })
    }
}
