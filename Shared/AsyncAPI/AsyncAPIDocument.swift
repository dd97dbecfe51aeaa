// SPDX-License-Identifier: Apache-2.0
package import Contract
package import JSON
import OpenAPI

/// The description of the events in the form of AsyncAPI 3.0 with the `amqp` binding, made from the contracts and from
/// nothing else.
///
/// The application described is the suite: it sends its events and receives the video platform's.
package struct AsyncAPIDocument: Sendable {
    package let json: JSONValue

    package init(_ contracts: [ServiceContract]) {
        let messages = DocumentedMessage.all(contracts)
        let channels = DocumentedChannel.all(contracts)
        json = .object([
            "asyncapi": .string("3.0.0"),
            "info": Self.info,
            "defaultContentType": .string(EventEnvelope.contentType),
            "servers": Self.servers,
            "channels": .object(channels.map { JSONValue.Member(name: $0.name, value: $0.json) }),
            "operations": .object(channels.map { JSONValue.Member(name: $0.operation, value: $0.operationJSON) }),
            "components": .object([
                "securitySchemes": Self.securitySchemes,
                "messages": .object(messages.map { JSONValue.Member(name: $0.name, value: $0.json) }),
                "schemas": Self.schemas(of: messages),
            ]),
        ])
    }

    /// For people and tools that prefer it; the same document.
    package var yaml: String { YAMLText.document(json) }

    /// Each named schema once, in the order of names; the body of each message by the message's name.
    private static func schemas(of messages: [DocumentedMessage]) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for message in messages {
            members[message.name] = message.body.json
            for component in message.body.components {
                members[component.name] = component.json
            }
        }
        return .object(members.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: $0.value) })
    }
}
