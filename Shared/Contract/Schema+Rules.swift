// SPDX-License-Identifier: Apache-2.0
import JSON

/// Rules across the members of an object. A member that is `null` counts as missing, as when it is read.
extension Schema {
    /// One of the members is there, and only one.
    package static func exactlyOne(of names: [String]) -> Schema {
        Schema(
            .object([
                "oneOf": .array(
                    names.map { name in
                        let states = names.map { other in
                            JSONValue.Member(
                                name: other, value: other == name ? present : .object(["type": .string("null")]))
                        }
                        return .object(["required": .array([.string(name)]), "properties": .object(states)])
                    })
            ]))
    }

    /// Where a member is one of some words, another is needed, or a member within that other.
    package static func required(
        _ name: String, having inner: String? = nil, where field: String, isOneOf words: [String]
    ) -> Schema {
        let needed = inner.map { inner in
            JSONValue.object(["type": .string("object"), "required": .array([.string(inner)])])
        }
        return when(
            field, isOneOf: words,
            then: .object([
                "required": .array([.string(name)]),
                "properties": .object([JSONValue.Member(name: name, value: needed ?? present)]),
            ]))
    }

    /// Where a member is one of some words, at least one of others is needed.
    package static func requiredAny(of names: [String], where field: String, isOneOf words: [String]) -> Schema {
        let needed = names.map { name in
            JSONValue.object([
                "required": .array([.string(name)]),
                "properties": .object([JSONValue.Member(name: name, value: present)]),
            ])
        }
        return when(field, isOneOf: words, then: .object(["anyOf": .array(needed)]))
    }

    private static func when(_ field: String, isOneOf words: [String], then rule: JSONValue) -> Schema {
        let words = JSONValue.object(["enum": .array(words.map(JSONValue.string))])
        return Schema(
            .object([
                "if": .object([
                    "required": .array([.string(field)]),
                    "properties": .object([JSONValue.Member(name: field, value: words)]),
                ]),
                "then": rule,
            ]))
    }

    private static let present = JSONValue.object(["not": .object(["type": .string("null")])])
}
