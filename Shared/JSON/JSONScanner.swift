// SPDX-License-Identifier: Apache-2.0

/// Reads JSON front to back and checks everything on the way; trees and slices are both read through it.
///
/// The buffer is lent for the time of one ``scan(_:limits:_:)``. Every access is behind a comparison with ``end``.
struct JSONScanner: ~Copyable {
    /// What a value is, known by its first byte.
    enum Kind {
        case object
        case array
        case string
        case number
        case `true`
        case `false`
        case null
    }

    /// The characters of a string between its quotes, as they are in the document.
    struct StringToken {
        let range: Range<Int>
        let hasEscapes: Bool
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let end: Int
    var index: Int
    private let limits: JSONLimits
    private var depth = 0
    private var elements = 0
    /// Names of all objects that are open, the innermost one's last.
    private var names: [StringToken] = []

    /// Up to here each new name is compared with those before; an object with more is checked by hash when it ends.
    private static let fewNames = 32

    /// - Parameter range: the part of the buffer to read; must lie within.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        index = range.lowerBound
        end = range.upperBound
    }

    /// Runs `body` on a scanner of the bytes in `range`, brought within the array.
    static func scan<Result>(
        _ bytes: [UInt8], in range: Range<Int>? = nil, limits: JSONLimits,
        _ body: (inout JSONScanner) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONFailure) in
            let whole = 0..<buffer.count
            var scanner = JSONScanner(buffer, range?.clamped(to: whole) ?? whole, limits: limits)
            return try body(&scanner)
        }
    }

    /// As the other, of a part of an array, with offsets from the start of that part.
    static func scan<Result>(
        _ bytes: ArraySlice<UInt8>, limits: JSONLimits,
        _ body: (inout JSONScanner) throws(JSONFailure) -> Result
    ) throws(JSONFailure) -> Result {
        try bytes.withUnsafeBufferPointer { buffer throws(JSONFailure) in
            var scanner = JSONScanner(buffer, 0..<buffer.count, limits: limits)
            return try body(&scanner)
        }
    }

    /// Moves to the first byte of the document.
    mutating func begin() throws(JSONFailure) {
        let start = index
        skipSpace()
        guard index < end else { throw JSONFailure(.empty, at: start) }
        guard bytes[index] != 0xEF else {
            let isMark = end - index >= 3 && bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF
            throw JSONFailure(isMark ? .byteOrderMark : .unexpectedByte, at: index)
        }
    }

    /// Makes sure that nothing follows the document.
    mutating func finish() throws(JSONFailure) {
        skipSpace()
        guard index == end else { throw JSONFailure(.trailingBytes, at: index) }
    }

    /// Moves to the next value, counts it and tells what it is; `true`, `false` and `null` are read then.
    mutating func kind() throws(JSONFailure) -> Kind {
        skipSpace()
        guard index < end else { throw JSONFailure(.unexpectedEnd, at: end) }
        elements += 1
        guard elements <= limits.elements else { throw JSONFailure(.tooManyElements, at: index) }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"):
            try literal("true")
            return .true
        case UInt8(ascii: "f"):
            try literal("false")
            return .false
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default: throw JSONFailure(.unexpectedByte, at: index)
        }
    }

    /// Reads a number and answers where it is.
    mutating func number() throws(JSONFailure) -> Range<Int> {
        let range = try JSONNumber.literal(in: bytes, from: index, to: end)
        index = range.upperBound
        return range
    }

    mutating func skipSpace() {
        while index < end {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func literal(_ literal: StaticString) throws(JSONFailure) {
        for offset in 0..<literal.utf8CodeUnitCount {
            guard index + offset < end else { throw JSONFailure(.unexpectedEnd, at: end) }
            guard bytes[index + offset] == literal.utf8Start[offset] else {
                throw JSONFailure(.unexpectedByte, at: index + offset)
            }
        }
        index += literal.utf8CodeUnitCount
    }
}

// MARK: - Containers

extension JSONScanner {
    /// Reads `{` or `[`. Answers a mark that ``nextName(_:)`` wants.
    mutating func enter() throws(JSONFailure) -> Int {
        depth += 1
        guard depth <= limits.depth else { throw JSONFailure(.tooDeep, at: index) }
        index += 1
        return names.count
    }

    /// Reads up to the next member's value and answers its name; nil at the end of the object, which is read then.
    mutating func nextName(_ mark: Int) throws(JSONFailure) -> StringToken? {
        skipSpace()
        guard index < end else { throw JSONFailure(.unexpectedEnd, at: end) }
        if bytes[index] == UInt8(ascii: "}") {
            try leaveObject(mark)
            return nil
        }
        if names.count > mark {
            try byte(UInt8(ascii: ","))
            skipSpace()
        }
        try expect(UInt8(ascii: "\""))
        let name = try stringToken()
        if names.count - mark < Self.fewNames {
            var other = mark
            while other < names.count {
                guard !isSame(name, names[other]) else {
                    throw JSONFailure(.duplicateMember, at: name.range.lowerBound - 1)
                }
                other += 1
            }
        }
        names.append(name)
        skipSpace()
        try byte(UInt8(ascii: ":"))
        return name
    }

    /// Reads up to the next element; false at the end of the array, which is read then.
    ///
    /// - Parameter isFirst: true before the first call; it is set to false.
    mutating func nextElement(_ isFirst: inout Bool) throws(JSONFailure) -> Bool {
        skipSpace()
        guard index < end else { throw JSONFailure(.unexpectedEnd, at: end) }
        if bytes[index] == UInt8(ascii: "]") {
            close()
            return false
        }
        if !isFirst { try byte(UInt8(ascii: ",")) }
        isFirst = false
        return true
    }

    private mutating func leaveObject(_ mark: Int) throws(JSONFailure) {
        guard names.count > mark else { return close() }
        // Names that are spelled differently may still be the same, and comparing each with each would be quadratic.
        if names.count - mark > Self.fewNames || names[mark...].contains(where: \.hasEscapes) {
            var seen = Set<[UInt8]>(minimumCapacity: names.count - mark)
            for name in names[mark...] where !seen.insert(unescaped(name)).inserted {
                throw JSONFailure(.duplicateMember, at: name.range.lowerBound - 1)
            }
        }
        names.removeLast(names.count - mark)
        close()
    }

    private mutating func close() {
        index += 1
        depth -= 1
    }

    private func isSame(_ left: StringToken, _ right: StringToken) -> Bool {
        let count = left.range.count
        guard count == right.range.count else { return false }
        var offset = 0
        while offset < count {
            guard bytes[left.range.lowerBound + offset] == bytes[right.range.lowerBound + offset] else { return false }
            offset += 1
        }
        return true
    }

    private func expect(_ byte: UInt8) throws(JSONFailure) {
        guard index < end else { throw JSONFailure(.unexpectedEnd, at: end) }
        guard bytes[index] == byte else { throw JSONFailure(.unexpectedByte, at: index) }
    }

    private mutating func byte(_ byte: UInt8) throws(JSONFailure) {
        try expect(byte)
        index += 1
    }
}
