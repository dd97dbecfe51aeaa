// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging

/// A way of messages as the document shows it: a routing key on an exchange, or a queue, and what the suite does there.
struct DocumentedChannel {
    enum Place {
        case key(exchange: String)
        case queue
    }

    enum Action: String {
        case send
        case receive
    }

    let name: String
    let place: Place
    let description: String
    /// Messages by their names.
    let messages: [String]
    let operation: String
    let action: Action
    /// The AMQP side of the operation.
    let binding: [JSONValue.Member]
    /// The last part of its address, where that stands for many, with its meaning.
    var parameter: (name: String, description: String)?

    private var address: String {
        parameter.map { "\(name).{\($0.name)}" } ?? name
    }

    var json: JSONValue {
        let references = messages.map { message in
            JSONValue.Member(name: message, value: Self.reference("#/components/messages/\(message)"))
        }
        let parameters = parameter.map { parameter in
            JSONValue.object([
                JSONValue.Member(
                    name: parameter.name, value: .object(["description": .string(parameter.description)]))
            ])
        }
        return .object(
            [
                JSONValue.Member(name: "address", value: .string(address)),
                JSONValue.Member(name: "description", value: .string(description)),
                JSONValue.Member(name: "messages", value: .object(references)),
                parameters.map { JSONValue.Member(name: "parameters", value: $0) },
                JSONValue.Member(name: "bindings", value: .object(["amqp": amqp])),
            ].compactMap(\.self))
    }

    var operationJSON: JSONValue {
        let version = JSONValue.Member(name: "bindingVersion", value: .string(Self.bindingVersion))
        return .object([
            "action": .string(action.rawValue), "channel": Self.reference("#/channels/\(name)"),
            "messages": .array(messages.map { Self.reference("#/channels/\(name)/messages/\($0)") }),
            "bindings": .object(["amqp": .object(binding + [version])]),
        ])
    }

    private var amqp: JSONValue {
        switch place {
        case .key(let exchange):
            .object([
                "is": .string("routingKey"),
                "exchange": .object([
                    "name": .string(exchange), "type": .string("topic"), "durable": .boolean(true),
                    "autoDelete": .boolean(false), "vhost": .string("/"),
                ]),
                "bindingVersion": .string(Self.bindingVersion),
            ])
        case .queue:
            .object([
                "is": .string("queue"),
                "queue": .object([
                    "name": .string(address), "durable": .boolean(true), "exclusive": .boolean(false),
                    "autoDelete": .boolean(false), "vhost": .string("/"),
                ]),
                "bindingVersion": .string(Self.bindingVersion),
            ])
        }
    }

    private static let bindingVersion = "0.3.0"

    private static func reference(_ path: String) -> JSONValue {
        .object(["$ref": .string(path)])
    }
}
