// SPDX-License-Identifier: Apache-2.0

/// A JSON document as a tree, with the order of members and the spelling of numbers kept.
package enum JSONValue: Sendable, Hashable {
    /// One name and its value in an object.
    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case boolean(Bool)
    /// A number as it was written: a literal of RFC 8259 section 6 that is finite as a `Double`.
    ///
    /// A hand-made literal that is neither is written as `null`.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order of the document; the parser guarantees that no name comes twice.
    case object([Member])

    /// An object with these members, in this order.
    package static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }

    /// A number without fraction.
    package static func integer(_ value: Int64) -> JSONValue {
        .number(String(value))
    }
}

extension JSONValue {
    /// The value of the member of this name, nil where there is none or this is no object.
    package subscript(name: String) -> JSONValue? {
        members?.first { $0.name == name }?.value
    }

    /// The members of an object, nil for everything else.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The elements of an array, nil for everything else.
    package var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The characters of a string, nil for everything else.
    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The truth value of `true` and `false`, nil for everything else.
    package var bool: Bool? {
        guard case .boolean(let bool) = self else { return nil }
        return bool
    }

    /// The nearest `Double` of a number, nil for everything else; never infinite.
    package var double: Double? {
        guard case .number(let literal) = self, JSONNumber.isLiteral(literal) else { return nil }
        return Double(literal)
    }

    /// The exact value of a number without fraction (`5`, `5.0`, `5e2`) that fits, nil for everything else.
    package var integer: Int64? {
        guard case .number(let literal) = self, JSONNumber.isLiteral(literal) else { return nil }
        return JSONNumber.integer(literal.utf8)
    }

    package var isNull: Bool { self == .null }
}
