// SPDX-License-Identifier: Apache-2.0

extension JSONWriter {
    /// Sets the comma before a bare value; false where no bare value may stand.
    mutating func beginValue() -> Bool {
        switch place {
        case .outermost:
            place = .done
            return true
        case .array:
            separate()
            return true
        case .object, .done:
            assertionFailure("a bare value stands outermost, once, or in an array")
            return false
        }
    }

    /// Sets the comma, the name and the colon before a member's value; false outside objects.
    mutating func beginMember(_ name: StaticString) -> Bool {
        guard place == .object, name.hasPointerRepresentation else {
            assertionFailure("a member stands in an object")
            return false
        }
        separate()
        append(quoted: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: ":"))
        return true
    }

    /// As the other, for a name known only at run time.
    mutating func beginMember(named name: String) -> Bool {
        guard place == .object else {
            assertionFailure("a member stands in an object")
            return false
        }
        separate()
        append(quoted: name)
        bytes.append(UInt8(ascii: ":"))
        return true
    }

    /// Writes a container around what `body` writes, closed also where `body` throws.
    mutating func nest(
        _ container: Place, _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) throws -> Void
    ) rethrows {
        let outer = place
        bytes.append(open)
        place = container
        isFirst = true
        defer {
            bytes.append(close)
            place = outer
            isFirst = false
        }
        try body(&self)
    }

    private mutating func separate() {
        if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
    }
}

// MARK: - Encoding of values

extension JSONWriter {
    mutating func append(_ literal: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    mutating func append(quoted text: String) {
        // A native string lends its bytes; only a foreign one has to be copied.
        let lent: Void? = text.utf8.withContiguousStorageIfAvailable { append(quoted: $0) }
        if lent == nil {
            Array(text.utf8).withUnsafeBufferPointer { append(quoted: $0) }
        }
    }

    mutating func append(integer: some FixedWidthInteger) {
        var text = String(integer)
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    mutating func append(double: Double) {
        guard double.isFinite else { return append("null") }
        var text = double.description
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    mutating func append(tree: JSONValue) {
        switch tree {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .number(let literal):
            if JSONNumber.isLiteral(literal) { bytes.append(contentsOf: literal.utf8) } else { append("null") }
        case .string(let text): append(quoted: text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements {
                if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
                append(tree: element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for member in members {
                if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
                append(quoted: member.name)
                bytes.append(UInt8(ascii: ":"))
                append(tree: member.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func append(quoted text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var copied = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0xE2 {
                index += 1
                continue
            }
            let escaped = byte == 0xE2 ? Self.lineSeparatorLength(in: text, at: index) : 1
            if escaped > 0 {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<index]))
                appendEscape(for: byte == 0xE2 ? text[index + 2] : byte)
                copied = index + escaped
            }
            index += max(escaped, 1)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<text.count]))
        bytes.append(UInt8(ascii: "\""))
    }

    /// 3 where U+2028 or U+2029 stands (E2 80 A8, E2 80 A9), else 0.
    private static func lineSeparatorLength(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        guard text.count - index >= 3, text[index + 1] == 0x80 else { return 0 }
        return text[index + 2] == 0xA8 || text[index + 2] == 0xA9 ? 3 : 0
    }

    private mutating func appendEscape(for byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case 0xA8: append("\\u2028")
        case 0xA9: append("\\u2029")
        default:
            append("\\u00")
            let digits: StaticString = "0123456789abcdef"
            bytes.append(digits.utf8Start[Int(byte >> 4)])
            bytes.append(digits.utf8Start[Int(byte & 0x0F)])
        }
    }
}
