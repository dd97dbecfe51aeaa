// SPDX-License-Identifier: Apache-2.0

/// Writes one JSON document from front to back into one array of bytes.
///
/// Strings are always escaped and commas set. A call that does not fit its place (a member outside an object, a bare value
/// inside one, a second outermost value) is a mistake of the program: it stops a debug build, and a release build leaves
/// it out, so that what is written stays JSON. Names that come twice are not noticed.
///
/// Besides the characters JSON requires to be escaped, U+2028 and U+2029 are, which end lines in scripts.
package struct JSONWriter {
    enum Place {
        case outermost
        case done
        case object
        case array
    }

    /// What is written so far: a whole document once the outermost value is.
    package internal(set) var bytes: [UInt8] = []
    var place = Place.outermost
    var isFirst = true

    /// A writer with nothing written.
    ///
    /// - Parameter capacity: bytes to make room for, so that the array need not grow.
    package init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// What is written so far as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

// MARK: - Values (outermost or in an array)

extension JSONWriter {
    /// Writes an object whose members `body` writes.
    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        guard beginValue() else { return }
        try nest(.object, UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes an array whose elements `body` writes.
    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        guard beginValue() else { return }
        try nest(.array, UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// Writes a string.
    package mutating func value(_ value: String) {
        guard beginValue() else { return }
        append(quoted: value)
    }

    /// Writes a number without fraction.
    package mutating func value(_ value: some FixedWidthInteger) {
        guard beginValue() else { return }
        append(integer: value)
    }

    /// Writes a number, `null` where it is not finite.
    package mutating func value(_ value: Double) {
        guard beginValue() else { return }
        append(double: value)
    }

    /// Writes `true` or `false`.
    package mutating func value(_ value: Bool) {
        guard beginValue() else { return }
        append(value ? "true" : "false")
    }

    /// Writes a tree.
    package mutating func value(_ value: JSONValue) {
        guard beginValue() else { return }
        append(tree: value)
    }

    /// Writes `null`.
    package mutating func null() {
        guard beginValue() else { return }
        append("null")
    }

    /// Splices one value that is already encoded.
    ///
    /// The caller vouches for it: bytes that were accepted by the parser or written by a writer.
    package mutating func value(raw json: some Collection<UInt8>) {
        guard beginValue() else { return }
        bytes.append(contentsOf: json)
    }
}

// MARK: - Members (in an object)

extension JSONWriter {
    /// Writes a member whose value `body` writes as an object.
    package mutating func member(_ name: StaticString, object body: (inout JSONWriter) throws -> Void) rethrows {
        guard beginMember(name) else { return }
        try nest(.object, UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Writes a member whose value `body` writes as an array.
    package mutating func member(_ name: StaticString, array body: (inout JSONWriter) throws -> Void) rethrows {
        guard beginMember(name) else { return }
        try nest(.array, UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    /// Writes a member with a string; nothing for nil.
    package mutating func member(_ name: StaticString, _ value: String?) {
        guard let value, beginMember(name) else { return }
        append(quoted: value)
    }

    /// Writes a member with a number without fraction; nothing for nil.
    package mutating func member(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
        guard let value, beginMember(name) else { return }
        append(integer: value)
    }

    /// Writes a member with a number, `null` where it is not finite; nothing for nil.
    package mutating func member(_ name: StaticString, _ value: Double?) {
        guard let value, beginMember(name) else { return }
        append(double: value)
    }

    /// Writes a member with `true` or `false`; nothing for nil.
    package mutating func member(_ name: StaticString, _ value: Bool?) {
        guard let value, beginMember(name) else { return }
        append(value ? "true" : "false")
    }

    /// Writes a member with an array of strings; nothing for nil.
    package mutating func member(_ name: StaticString, _ values: [String]?) {
        guard let values else { return }
        member(name, array: { array in for value in values { array.value(value) } })
    }

    /// Writes a member with a tree; nothing for nil.
    package mutating func member(_ name: StaticString, _ value: JSONValue?) {
        guard let value, beginMember(name) else { return }
        append(tree: value)
    }

    /// Writes a member with `null`.
    package mutating func member(null name: StaticString) {
        guard beginMember(name) else { return }
        append("null")
    }

    /// Writes a member whose value is already encoded; nothing for nil.
    ///
    /// The caller vouches for it: bytes that were accepted by the parser or written by a writer.
    package mutating func member(raw name: StaticString, _ json: (some Collection<UInt8>)?) {
        guard let json, beginMember(name) else { return }
        bytes.append(contentsOf: json)
    }

    /// Writes a member whose name is known only at run time.
    package mutating func member(named name: String, _ value: JSONValue) {
        guard beginMember(named: name) else { return }
        append(tree: value)
    }
}
