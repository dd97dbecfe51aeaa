// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging

/// One broker user and what it may do, as regular expressions over whole names.
struct BrokerUser {
    struct Topics {
        let write: [String]
        let read: [String]
    }

    let name: String
    let configure: [String]
    let write: [String]
    let read: [String]
    /// By topic exchange; one that is missing is denied: a user without a topic record may do anything.
    let topics: [String: Topics]
    var isAdministrator = false

    var json: JSONValue {
        .object([
            "name": .string(name),
            "tags": .array(isAdministrator ? [.string("administrator")] : []),
        ])
    }

    var permission: JSONValue {
        .object([
            "user": .string(name), "vhost": .string("/"), "configure": .string(Self.pattern(configure)),
            "write": .string(Self.pattern(write)), "read": .string(Self.pattern(read)),
        ])
    }

    var topicPermissions: [JSONValue] {
        guard !isAdministrator else { return [] }
        return BrokerNames.topicExchanges.map { exchange in
            .object([
                "user": .string(name), "vhost": .string("/"), "exchange": .string(exchange),
                "write": .string(Self.pattern(topics[exchange]?.write ?? [])),
                "read": .string(Self.pattern(topics[exchange]?.read ?? [])),
            ])
        }
    }

    /// Any of the expressions, the whole name; none matches only the empty name.
    private static func pattern(_ expressions: [String]) -> String {
        switch expressions.count {
        case 0: "^$"
        case 1: "^\(expressions[0])$"
        default: "^(\(expressions.joined(separator: "|")))$"
        }
    }
}
