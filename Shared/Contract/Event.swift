// SPDX-License-Identifier: Apache-2.0

/// A domain event: a fact in the past tense with a version, its publisher and the shape of its data.
///
/// Additive changes only; a breaking change is a new name. The name is the routing key on `appointments.events`, and
/// `app.appointments.<name>` is the CloudEvents `type`.
package struct EventType<Payload: Codable & Sendable>: Sendable {
    package let name: String
    package let publisher: ServiceName
    /// When it is published, in a sentence for subscribers.
    package let summary: String
    /// The form of the payload, for documents; a test holds it against the type.
    package let data: Schema

    package init(_ name: String, publisher: ServiceName, summary: String, data: Schema) {
        self.name = name
        self.publisher = publisher
        self.summary = summary
        self.data = data
    }

    /// The event without the type of its data, for lists of events.
    package var description: EventDescription {
        EventDescription(name: name, publisher: publisher, summary: summary, data: data)
    }
}

/// The declared facts of an event, as topology and documents need them.
package struct EventDescription: Sendable, Hashable {
    package let name: String
    package let publisher: ServiceName
    package let summary: String
    package let data: Schema

    package init(name: String, publisher: ServiceName, summary: String, data: Schema) {
        self.name = name
        self.publisher = publisher
        self.summary = summary
        self.data = data
    }
}
