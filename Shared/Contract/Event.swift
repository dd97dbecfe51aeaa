// SPDX-License-Identifier: Apache-2.0

/// A domain event: a fact in the past tense with a version, its publisher and the shape of its data.
///
/// Additive changes only; a breaking change is a new name. The name is the routing key on `appointments.events`, and
/// `app.appointments.<name>` is the CloudEvents `type`.
package struct EventType<Payload: Codable & Sendable>: Sendable {
    package let name: String
    package let publisher: ServiceName

    package init(_ name: String, publisher: ServiceName) {
        self.name = name
        self.publisher = publisher
    }

    /// The event without the shape of its data, for lists of events.
    package var description: EventDescription {
        EventDescription(name: name, publisher: publisher)
    }
}

/// Name and publisher of an event, as topology and documents need them.
package struct EventDescription: Sendable, Hashable {
    package let name: String
    package let publisher: ServiceName

    package init(name: String, publisher: ServiceName) {
        self.name = name
        self.publisher = publisher
    }
}
