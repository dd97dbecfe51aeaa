// SPDX-License-Identifier: Apache-2.0
package import Contract
import Foundation
import JSON
package import Time

/// The envelope of an event: CloudEvents 1.0 in structured JSON mode.
///
/// `sequence` is a zero-padded string of 20 digits, strictly rising per source and subject, so that it compares as text
/// (CloudEvents sequence extension).
package struct CloudEvent: Sendable, Equatable {
    package static let contentType = EventEnvelope.contentType

    package var id: String
    /// The event's name without the prefix, which is also its routing key.
    package var type: String
    package var service: ServiceName
    package var subject: String
    package var time: Instant
    package var application: String
    package var sequence: Int
    package var trace: String?
    package var causation: String?

    package init(
        id: String, type: String, service: ServiceName, subject: String, time: Instant, application: String,
        sequence: Int, trace: String?, causation: String?
    ) {
        self.id = id
        self.type = type
        self.service = service
        self.subject = subject
        self.time = time
        self.application = application
        self.sequence = sequence
        self.trace = trace
        self.causation = causation
    }

    /// The whole document with its data.
    package func encode(_ data: some Encodable) throws -> [UInt8] {
        var json = JSONWriter(capacity: 2048)
        let data = Array(try JSONEncoder().encode(data))
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", id)
            json.member("source", EventEnvelope.source(of: service))
            json.member("type", EventEnvelope.type(of: type))
            json.member("subject", subject)
            json.member("time", time.rfc3339)
            json.member("datacontenttype", "application/json")
            json.member("dataschema", EventEnvelope.dataSchema(of: type))
            json.member("applicationid", application)
            json.member("sequence", Self.padded(sequence))
            json.member("traceparent", trace)
            json.member("causationid", causation)
            json.member(raw: "data", data)
        }
        return json.bytes
    }

    /// Reads the envelope and the data.
    ///
    /// - Throws: ``UndecodableEvent`` with a reason that holds none of the content.
    package static func decode<Payload: Decodable>(
        _ bytes: [UInt8], as type: Payload.Type
    ) throws(UndecodableEvent) -> (event: CloudEvent, data: Payload) {
        guard let members = try? JSONSlices.members(of: bytes) else { throw UndecodableEvent("not a JSON object") }
        func range(_ name: String) -> Range<Int>? {
            members.first { $0.name == name }?.range
        }
        func text(_ name: String) -> String? {
            range(name).flatMap { JSONSlices.string(of: bytes, in: $0) }
        }
        guard text("specversion") == "1.0" else { throw UndecodableEvent("specversion is not 1.0") }
        guard let id = text("id"), !id.isEmpty else { throw UndecodableEvent("id is missing") }
        guard let name = text("type").flatMap(EventEnvelope.name(ofType:)) else {
            throw UndecodableEvent("type is missing")
        }
        guard let source = text("source"), source.hasPrefix("/services/"),
            let service = ServiceName(rawValue: String(source.dropFirst("/services/".count)))
        else { throw UndecodableEvent("source is unknown") }
        guard let subject = text("subject"), let application = text("applicationid") else {
            throw UndecodableEvent("subject or applicationid is missing")
        }
        guard let time = text("time").flatMap({ try? Instant(rfc3339: $0) }) else {
            throw UndecodableEvent("time is not RFC 3339")
        }
        guard let sequence = text("sequence").flatMap({ Int($0) }), sequence >= 0 else {
            throw UndecodableEvent("sequence is not a number")
        }
        guard let dataRange = range("data"),
            let data = try? JSONDecoder().decode(Payload.self, from: Data(bytes[dataRange]))
        else { throw UndecodableEvent("data does not have the event's shape") }
        let event = CloudEvent(
            id: id, type: name, service: service, subject: subject, time: time,
            application: application, sequence: sequence, trace: text("traceparent"), causation: text("causationid"))
        return (event, data)
    }

    /// The `traceparent` within a document, without reading the rest.
    static func traceparent(in bytes: [UInt8]) -> String? {
        guard let members = try? JSONSlices.members(of: bytes),
            let member = members.first(where: { $0.name == "traceparent" })
        else { return nil }
        return JSONSlices.string(of: bytes, in: member.range)
    }

    private static func padded(_ sequence: Int) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }
}

/// A message that will never be understood; it is parked with the reason, not retried.
package struct UndecodableEvent: Error, Sendable, Equatable {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}
