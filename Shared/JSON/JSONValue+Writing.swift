// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// Writes the value where the writer stands: outermost or in an array.
    package func write(to writer: inout JSONWriter) {
        writer.value(self)
    }

    /// The document with members in their order, without white space.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// The document with the members of every object sorted by the UTF-8 bytes of their names.
    ///
    /// Two documents that differ only in white space, escapes and the order of members have the same canonical bytes, so a
    /// hash of them tells whether a request is the same. Numbers stay as they are spelled.
    package var canonical: [UInt8] { sorted.bytes }

    private var sorted: JSONValue {
        switch self {
        case .null, .boolean, .number, .string:
            self
        case .array(let elements):
            .array(elements.map(\.sorted))
        case .object(let members):
            .object(
                members
                    .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
                    .map { Member(name: $0.name, value: $0.value.sorted) })
        }
    }
}
