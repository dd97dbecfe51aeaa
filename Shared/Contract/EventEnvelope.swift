// SPDX-License-Identifier: Apache-2.0

/// The envelope that every event has: CloudEvents 1.0 in structured JSON mode.
package enum EventEnvelope {
    package static let contentType = "application/cloudevents+json"

    /// CloudEvents `type` of the event of this name.
    package static func type(of name: String) -> String {
        typePrefix + name
    }

    /// The name of the event of this `type`; nil for a type that is not this suite's.
    package static func name(ofType type: String) -> String? {
        type.hasPrefix(typePrefix) ? String(type.dropFirst(typePrefix.count)) : nil
    }

    /// CloudEvents `source` of a service.
    package static func source(of service: ServiceName) -> String {
        "/services/\(service.rawValue)"
    }

    /// CloudEvents `dataschema` of the event of this name.
    package static func dataSchema(of name: String) -> String {
        "urn:appointments:schema:\(name)"
    }

    private static let typePrefix = "app.appointments."
}

extension EventDescription {
    /// The form of the whole message body.
    package var envelope: Schema {
        .object([
            .always("specversion", .choice(["1.0"])),
            .always("id", .string(pattern: uuid).described("Deduplicates; AMQP `message-id` as well.")),
            .always("source", .choice([EventEnvelope.source(of: publisher)])),
            .always("type", .choice([EventEnvelope.type(of: name)])),
            .always("subject", .identifier.described("What the event is about.")),
            .always("time", .instant), .always("datacontenttype", .choice(["application/json"])),
            .always("dataschema", .choice([EventEnvelope.dataSchema(of: name)])),
            .always("applicationid", .identifier),
            .always(
                "sequence",
                .string(pattern: "^[0-9]{20}$")
                    .described(
                        "Rises strictly within a source and subject; compares as text.",
                        example: "00000000000000000007")),
            .always(
                "traceparent",
                .string(pattern: "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
                    .described("W3C trace context of what caused it.")),
            .always(
                "causationid",
                .string(lengths: 1...255).described("Id of the request, message, notification or sweep that caused it.")
            ),
            .always("data", data),
        ])
    }

    private var uuid: String { "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" }
}
