// SPDX-License-Identifier: Apache-2.0

/// A message of the video platform: its routing key on `appointments.inbound` and the shape of its data.
///
/// Whoever may write to that exchange is believed; no publisher is checked.
package struct InboundType<Payload: Codable & Sendable>: Sendable {
    package let name: String
    /// What the platform tells by it, in a sentence.
    package let summary: String
    /// The form of the payload, for documents; a test holds it against the type.
    package let data: Schema

    package init(_ name: String, summary: String, data: Schema) {
        self.name = name
        self.summary = summary
        self.data = data
    }

    /// The message without the type of its data, for lists of messages.
    package var description: InboundDescription {
        InboundDescription(name: name, summary: summary, data: data)
    }
}

/// The declared facts of a message of the video platform, as topology and documents need them.
package struct InboundDescription: Sendable, Hashable {
    package let name: String
    package let summary: String
    package let data: Schema

    /// The form of the whole message body: the data itself, or a CloudEvent around it.
    package var envelope: Schema {
        .either([
            data,
            .object([
                .always("specversion", .choice(["1.0"])), .always("id", .string()), .always("source", .string()),
                .always("type", .string().described("The platform's own; the routing key decides.")),
                .always("data", data),
            ]),
        ])
    }
}
