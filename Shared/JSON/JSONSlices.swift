// SPDX-License-Identifier: Apache-2.0

/// Reads a document without building a tree of its values: they stay ranges of the bytes they are in.
///
/// Every call checks the whole range by the same scanner as ``JSONValue/parse(_:limits:)-([UInt8],_)``, nested values
/// included, so a range it answers may be spliced into another document. Offsets in ranges and failures count from the
/// start of the array. Ranges are brought within the array.
package enum JSONSlices {
    /// The members of the object that fills the range, in their order, names unescaped.
    ///
    /// - Throws: ``JSONFailure``, ``JSONFailure/Code/notAnObject`` where the document is something else.
    package static func members(
        of bytes: [UInt8], in range: Range<Int>? = nil, limits: JSONLimits = .message
    ) throws(JSONFailure) -> [(name: String, range: Range<Int>)] {
        try JSONScanner.scan(bytes, in: range, limits: limits) { scanner throws(JSONFailure) in
            try scanner.begin()
            let start = scanner.index
            guard try scanner.kind() == .object else { throw JSONFailure(.notAnObject, at: start) }
            var members: [(name: String, range: Range<Int>)] = []
            members.reserveCapacity(16)
            let mark = try scanner.enter()
            while let name = try scanner.nextName(mark) {
                members.append((scanner.string(name), try scanner.skipValue()))
            }
            try scanner.finish()
            return members
        }
    }

    /// Where the values of the document that fills the range are, some levels down, in one pass.
    ///
    /// - Parameter depth: of how many levels of arrays and objects to tell; what lies deeper is checked and not told.
    /// - Throws: ``JSONFailure`` where no document fills the range.
    package static func outline(
        of bytes: [UInt8], in range: Range<Int>? = nil, depth: Int, limits: JSONLimits = .message
    ) throws(JSONFailure) -> JSONOutline {
        try JSONScanner.scan(bytes, in: range, limits: limits) { scanner throws(JSONFailure) in
            try scanner.begin()
            let outline = try scanner.outline(depth: depth)
            try scanner.finish()
            return outline
        }
    }

    /// Makes sure that one document fills the range.
    ///
    /// - Throws: ``JSONFailure`` where it does not.
    package static func check(
        _ bytes: [UInt8], in range: Range<Int>? = nil, limits: JSONLimits = .message
    ) throws(JSONFailure) {
        try JSONScanner.scan(bytes, in: range, limits: limits) { scanner throws(JSONFailure) in
            try scanner.begin()
            _ = try scanner.skipValue()
            try scanner.finish()
        }
    }
}

// MARK: - Single values

extension JSONSlices {
    /// The characters of the string that fills the range, nil where something else does.
    package static func string(of bytes: [UInt8], in range: Range<Int>) -> String? {
        try? JSONScanner.scan(bytes, in: range, limits: .message) { scanner throws(JSONFailure) in
            try scanner.begin()
            let start = scanner.index
            guard try scanner.kind() == .string else { throw JSONFailure(.unexpectedByte, at: start) }
            let token = try scanner.stringToken()
            try scanner.finish()
            return scanner.string(token)
        }
    }

    /// The exact value of the number without fraction that fills the range, nil where something else does.
    package static func integer(of bytes: [UInt8], in range: Range<Int>) -> Int64? {
        let literal = try? JSONScanner.scan(bytes, in: range, limits: .message) { scanner throws(JSONFailure) in
            try scanner.begin()
            let start = scanner.index
            guard try scanner.kind() == .number else { throw JSONFailure(.invalidNumber, at: start) }
            let literal = try scanner.number()
            try scanner.finish()
            return literal
        }
        return literal.flatMap { JSONNumber.integer(bytes[$0]) }
    }

    /// The truth value that fills the range, nil where something else does.
    package static func boolean(of bytes: [UInt8], in range: Range<Int>) -> Bool? {
        switch literal(of: bytes, in: range) {
        case .true: true
        case .false: false
        case .object, .array, .string, .number, .null, nil: nil
        }
    }

    /// Whether `null` fills the range.
    package static func isNull(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
        literal(of: bytes, in: range) == .null
    }

    /// The elements of the array of strings that fills the range, nil where something else does.
    package static func strings(of bytes: [UInt8], in range: Range<Int>) -> [String]? {
        try? JSONScanner.scan(bytes, in: range, limits: .message) { scanner throws(JSONFailure) in
            try scanner.begin()
            let start = scanner.index
            guard try scanner.kind() == .array else { throw JSONFailure(.unexpectedByte, at: start) }
            _ = try scanner.enter()
            var strings: [String] = []
            var isFirst = true
            while try scanner.nextElement(&isFirst) {
                guard try scanner.kind() == .string else { throw JSONFailure(.unexpectedByte, at: scanner.index) }
                strings.append(scanner.string(try scanner.stringToken()))
            }
            try scanner.finish()
            return strings
        }
    }

    /// What fills the range, where it is complete with its first byte: `true`, `false` or `null`.
    private static func literal(of bytes: [UInt8], in range: Range<Int>) -> JSONScanner.Kind? {
        try? JSONScanner.scan(bytes, in: range, limits: .message) { scanner throws(JSONFailure) in
            try scanner.begin()
            let kind = try scanner.kind()
            try scanner.finish()
            return kind
        }
    }
}

extension JSONScanner {
    /// Reads a value like ``skipValue()``, and tells of its upper levels.
    fileprivate mutating func outline(depth: Int) throws(JSONFailure) -> JSONOutline {
        skipSpace()
        let start = index
        guard depth > 0, start < end else { return JSONOutline(range: try skipValue(), content: .value) }
        switch bytes[start] {
        case UInt8(ascii: "{"):
            _ = try kind()
            var members: [(name: String, value: JSONOutline)] = []
            members.reserveCapacity(16)
            let mark = try enter()
            while let name = try nextName(mark) {
                members.append((string(name), try outline(depth: depth - 1)))
            }
            return JSONOutline(range: start..<index, content: .object(members))
        case UInt8(ascii: "["):
            _ = try kind()
            var elements: [JSONOutline] = []
            _ = try enter()
            var isFirst = true
            while try nextElement(&isFirst) {
                elements.append(try outline(depth: depth - 1))
            }
            return JSONOutline(range: start..<index, content: .array(elements))
        default:
            return JSONOutline(range: try skipValue(), content: .value)
        }
    }

    /// Reads a value, checked like all others, and answers where it is; recursion is bounded by ``JSONLimits/depth``.
    fileprivate mutating func skipValue() throws(JSONFailure) -> Range<Int> {
        skipSpace()
        let start = index
        switch try kind() {
        case .object:
            let mark = try enter()
            while try nextName(mark) != nil { _ = try skipValue() }
        case .array:
            _ = try enter()
            var isFirst = true
            while try nextElement(&isFirst) { _ = try skipValue() }
        case .string:
            _ = try stringToken()
        case .number:
            _ = try number()
        case .true, .false, .null:
            break
        }
        return start..<index
    }
}
