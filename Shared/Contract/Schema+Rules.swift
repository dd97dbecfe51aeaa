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

    /// Where a member is one of some words, another is needed, or within that other a member that is a text and not
    /// empty.
    package static func required(
        _ name: String, having inner: String? = nil, where field: String, isOneOf words: [String]
    ) -> Schema {
        let needed = inner.map { inner -> JSONValue in
            let text = JSONValue.object(["type": .string("string"), "minLength": .integer(1)])
            return JSONValue.object([
                "type": .string("object"), "required": .array([.string(inner)]),
                "properties": .object([JSONValue.Member(name: inner, value: text)]),
            ])
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

    /// Where a member is a certain word, another has this form.
    static func form(_ schema: Schema, of name: String, where field: String, is word: String) -> Schema {
        let condition = JSONValue.object([
            JSONValue.Member(name: field, value: .object(["enum": .array([.string(word)])]))
        ])
        return Schema(
            .object([
                "if": .object(["required": .array([.string(field)]), "properties": condition]),
                "then": .object(["properties": .object([JSONValue.Member(name: name, value: schema.json)])]),
            ]))
    }

    /// A member that is missing.
    static func none(of name: String) -> Schema {
        let null = JSONValue.object(["type": .string("null")])
        return Schema(.object(["properties": .object([JSONValue.Member(name: name, value: null)])]))
    }

    private static let present = JSONValue.object(["not": .object(["type": .string("null")])])
}
