// SPDX-License-Identifier: Apache-2.0
package import JSON

/// The form of a JSON value, written in the words of JSON Schema 2020-12, as documents of the API show it.
package struct Schema: Sendable, Hashable {
    /// A schema that documents show once, under its name.
    package struct Component: Sendable, Hashable {
        package let name: String
        package let json: JSONValue
    }

    /// The schema as a JSON object.
    package let json: JSONValue
    /// The named schemas it refers to, those they refer to included.
    package let components: [Component]

    init(_ json: JSONValue, _ components: [Component] = []) {
        self.json = json
        self.components = components
    }

    private init(_ members: [JSONValue.Member?], _ components: [Component] = []) {
        self.init(.object(members.compactMap(\.self)), components)
    }

    /// Refers to a schema by the name under which documents show it.
    package static func named(_ name: String, _ schema: Schema) -> Schema {
        Schema(
            .object(["$ref": .string("#/components/schemas/\(name)")]),
            schema.components + [Component(name: name, json: schema.json)])
    }
}

// MARK: - Kinds

extension Schema {
    package static func string(
        format: String? = nil, pattern: String? = nil, lengths: ClosedRange<Int>? = nil
    ) -> Schema {
        let least = lengths.map(\.lowerBound).flatMap { $0 > 0 ? $0 : nil }
        return Schema([
            member("type", .string("string")), member("format", format.map(JSONValue.string)),
            member("pattern", pattern.map(JSONValue.string)), member("minLength", least.map(number)),
            member("maxLength", lengths.map { number($0.upperBound) }),
        ])
    }

    /// One of a few words.
    package static func choice(_ words: [String]) -> Schema {
        Schema([member("type", .string("string")), member("enum", .array(words.map(JSONValue.string)))])
    }

    package static func integer(_ bounds: PartialRangeFrom<Int>) -> Schema {
        Schema([
            member("type", .string("integer")), member("format", .string("int64")),
            member("minimum", number(bounds.lowerBound)),
        ])
    }

    package static func integer(_ bounds: ClosedRange<Int>) -> Schema {
        Schema([
            member("type", .string("integer")), member("minimum", number(bounds.lowerBound)),
            member("maximum", number(bounds.upperBound)),
        ])
    }

    package static let boolean = Schema([member("type", .string("boolean"))])

    package static func array(of elements: Schema, counts: ClosedRange<Int>? = nil) -> Schema {
        let least = counts.map(\.lowerBound).flatMap { $0 > 0 ? $0 : nil }
        return Schema(
            [
                member("type", .string("array")), member("items", elements.json),
                member("minItems", least.map(number)), member("maxItems", counts.map { number($0.upperBound) }),
            ], elements.components)
    }

    /// An object with any members.
    package static let anyObject = Schema([
        member("type", .string("object")), member("additionalProperties", .boolean(true)),
    ])

    /// An object with any members of one form.
    ///
    /// - Parameter names: the pattern of their names.
    package static func map(names: String, of values: Schema, atMost count: Int) -> Schema {
        Schema(
            [
                member("type", .string("object")), member("propertyNames", .object(["pattern": .string(names)])),
                member("additionalProperties", values.json), member("maxProperties", number(count)),
            ], values.components)
    }

    /// An object with these members; others may come beside them.
    ///
    /// - Parameter rules: what holds across members.
    package static func object(_ fields: [Field], rules: [Schema] = []) -> Schema {
        let properties = fields.map { JSONValue.Member(name: $0.name, value: $0.schema.json) }
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        return Schema(
            [
                member("type", .string("object")), member("required", required.isEmpty ? nil : .array(required)),
                member("properties", .object(properties)),
                member("allOf", rules.isEmpty ? nil : .array(rules.map(\.json))),
            ], fields.flatMap(\.schema.components) + rules.flatMap(\.components))
    }

    /// One of several forms; a value may fit more than one.
    package static func either(_ forms: [Schema]) -> Schema {
        Schema(.object(["anyOf": .array(forms.map(\.json))]), forms.flatMap(\.components))
    }

    private static func member(_ name: String, _ value: JSONValue?) -> JSONValue.Member? {
        value.map { JSONValue.Member(name: name, value: $0) }
    }

    private static func number(_ value: Int) -> JSONValue {
        .integer(Int64(value))
    }
}

// MARK: - Changes

extension Schema {
    /// The same with words for its reader, before those it has already, and a value that fits it.
    package func described(_ description: String? = nil, example: String? = nil) -> Schema {
        let words = [description, json["description"]?.text].compactMap(\.self).joined(separator: " ")
        return Schema(
            (json.members ?? []).filter { $0.name != "description" && ($0.name != "examples" || example == nil) } + [
                Self.member("description", words.isEmpty ? nil : .string(words)),
                Self.member("examples", example.map { .array([.string($0)]) }),
            ], components)
    }

    /// The same, or `null`.
    package var nullable: Schema {
        guard let type = json["type"] else {
            return Schema(.object(["anyOf": .array([json, .object(["type": .string("null")])])]), components)
        }
        let members = (json.members ?? []).map { member in
            switch member.name {
            case "type": JSONValue.Member(name: "type", value: .array([type, .string("null")]))
            case "enum": JSONValue.Member(name: "enum", value: .array((member.value.elements ?? []) + [.null]))
            default: member
            }
        }
        return Schema(.object(members), components)
    }
}
