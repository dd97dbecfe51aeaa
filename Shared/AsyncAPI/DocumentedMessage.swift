// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON

/// A message as the document shows it.
struct DocumentedMessage {
    /// The routing key it has when it first comes.
    let name: String
    let summary: String
    let contentType: String
    let body: Schema

    /// Events in the order of the contracts, then the video platform's messages.
    static func all(_ contracts: [ServiceContract]) -> [DocumentedMessage] {
        contracts.flatMap(\.publishes).map(DocumentedMessage.init) + contracts.flatMap(\.inbound).map(Self.init)
    }

    private init(_ event: EventDescription) {
        name = event.name
        summary = event.summary
        contentType = EventEnvelope.contentType
        body = event.envelope
    }

    private init(_ inbound: InboundDescription) {
        name = inbound.name
        summary = inbound.summary
        contentType = "application/json"
        body = inbound.envelope
    }

    var json: JSONValue {
        .object([
            "name": .string(name), "summary": .string(summary), "contentType": .string(contentType),
            "payload": .object(["$ref": .string("#/components/schemas/\(name)")]),
        ])
    }
}
