// SPDX-License-Identifier: Apache-2.0
package import Contract
package import JSON
import Time

/// Holds JSON against a schema of the contracts: the part of JSON Schema 2020-12 that those use, and no other.
package struct SchemaValidator: Sendable {
    private let root: JSONValue
    private let components: [String: JSONValue]
    private let isClosed: Bool

    /// - Parameter isClosed: whether a member that the schema doesn't name is a complaint, so that nothing is answered
    ///   that documents don't show.
    package init(_ schema: Schema, isClosed: Bool = false) {
        root = schema.json
        components = Dictionary(schema.components.map { ($0.name, $0.json) }) { first, _ in first }
        self.isClosed = isClosed
    }

    /// What doesn't fit, each with its JSON pointer; empty for a value that fits.
    package func complaints(about value: JSONValue) -> [String] {
        check(value, root, "")
    }

    private func check(_ value: JSONValue, _ schema: JSONValue, _ pointer: String) -> [String] {
        (schema.members ?? []).flatMap { keyword in
            complaints(about: value, keyword, of: schema, pointer).map { $0.hasPrefix("/") ? $0 : "\(pointer)/: \($0)" }
        }
    }

    private func fits(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        check(value, schema, "").isEmpty
    }

    private func complaints(
        about value: JSONValue, _ keyword: JSONValue.Member, of schema: JSONValue, _ pointer: String
    ) -> [String] {
        let rule = keyword.value
        switch keyword.name {
        case "$ref":
            let name = rule.text?.split(separator: "/").last.map(String.init) ?? ""
            guard let component = components[name] else { return ["\(name) is no component"] }
            return check(value, component, pointer)
        case "type":
            let kinds = rule.elements ?? [rule]
            return kinds.contains { isKind(value, $0.text) } ? [] : ["is no \(kinds.compactMap(\.text))"]
        case "enum":
            return rule.elements?.contains(value) == true ? [] : ["is none of the choices"]
        case "pattern", "format", "minLength", "maxLength":
            return value.text.map { check($0, keyword) } ?? []
        case "minimum", "maximum":
            guard let number = value.double, let bound = rule.double else { return [] }
            return (keyword.name == "minimum" ? number >= bound : number <= bound) ? [] : ["is out of bounds"]
        case "items", "minItems", "maxItems":
            return value.elements.map { list($0, keyword, pointer) } ?? []
        case "properties", "required":
            return value.members.map { object($0, keyword, of: schema, pointer) } ?? []
        case "allOf", "anyOf", "oneOf", "not", "if":
            return combination(value, keyword, of: schema, pointer)
        case "then", "additionalProperties", "description", "examples":
            return []
        default:
            return ["\(keyword.name) is a keyword nobody checks"]
        }
    }
}

// MARK: - Kinds of value

extension SchemaValidator {
    private func isKind(_ value: JSONValue, _ kind: String?) -> Bool {
        switch value {
        case .null: kind == "null"
        case .boolean: kind == "boolean"
        case .number: kind == "number" || kind == "integer" && value.integer != nil
        case .string: kind == "string"
        case .array: kind == "array"
        case .object: kind == "object"
        }
    }

    private func check(_ text: String, _ keyword: JSONValue.Member) -> [String] {
        let length = Int64(text.unicodeScalars.count)
        return switch keyword.name {
        case "minLength": length >= keyword.value.integer ?? .max ? [] : ["is too short"]
        case "maxLength": length <= keyword.value.integer ?? .min ? [] : ["is too long"]
        case "pattern": matches(text, keyword.value.text) ? [] : ["does not match \(keyword.value.text ?? "")"]
        default: isFormat(text, keyword.value.text) ? [] : ["is no \(keyword.value.text ?? "")"]
        }
    }

    private func matches(_ text: String, _ pattern: String?) -> Bool {
        guard let pattern, let expression = try? Regex(pattern) else { return false }
        return text.firstMatch(of: expression.matchingSemantics(.unicodeScalar)) != nil
    }

    private func isFormat(_ text: String, _ format: String?) -> Bool {
        switch format {
        case "date-time": (try? Instant(rfc3339: text)) != nil
        case "duration": (try? ISODuration(iso8601: text)) != nil
        case "email": EmailAddress.isWellFormed(text)
        case "uri": text.firstMatch(of: /^[a-z][a-z0-9+.-]*:\/\/[^ ]+$/) != nil
        default: false
        }
    }

    private func list(_ elements: [JSONValue], _ keyword: JSONValue.Member, _ pointer: String) -> [String] {
        let count = Int64(elements.count)
        return switch keyword.name {
        case "minItems": count >= keyword.value.integer ?? .max ? [] : ["has too few entries"]
        case "maxItems": count <= keyword.value.integer ?? .min ? [] : ["has too many entries"]
        default: elements.enumerated().flatMap { check($0.element, keyword.value, "\(pointer)/\($0.offset)") }
        }
    }

    private func object(
        _ members: [JSONValue.Member], _ keyword: JSONValue.Member, of schema: JSONValue, _ pointer: String
    ) -> [String] {
        if keyword.name == "required" {
            let missing = (keyword.value.elements ?? []).compactMap(\.text).filter { name in
                !members.contains { $0.name == name }
            }
            return missing.map { "lacks \($0)" }
        }
        return members.flatMap { member -> [String] in
            if let known = keyword.value[member.name] {
                return check(member.value, known, "\(pointer)/\(member.name)")
            }
            return isClosed && schema["type"] != nil ? ["\(member.name) is not shown in documents"] : []
        }
    }

    private func combination(
        _ value: JSONValue, _ keyword: JSONValue.Member, of schema: JSONValue, _ pointer: String
    ) -> [String] {
        let branches = keyword.value.elements ?? []
        let fitting = branches.count { fits(value, $0) }
        return switch keyword.name {
        case "allOf": branches.flatMap { check(value, $0, pointer) }
        case "anyOf": fitting > 0 ? [] : ["fits none of the forms"]
        case "oneOf": fitting == 1 ? [] : ["fits \(fitting) of the forms that exclude each other"]
        case "not": fits(value, keyword.value) ? ["fits a form that is excluded"] : []
        default: fits(value, keyword.value) ? check(value, schema["then"] ?? .boolean(true), pointer) : []
        }
    }
}
