// SPDX-License-Identifier: Apache-2.0

extension JSONScanner {
    /// Reads a string from its opening to its closing quote.
    mutating func stringToken() throws(JSONFailure) -> StringToken {
        index += 1
        let start = index
        var hasEscapes = false
        while true {
            skipPlain()
            guard index < end else { throw JSONFailure(.unexpectedEnd, at: end) }
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return StringToken(range: start..<index - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try skipEscape()
            case 0:
                throw JSONFailure(.nulCharacter, at: index)
            case 1..<0x20:
                throw JSONFailure(.controlCharacter, at: index)
            case 0x80...:
                try skipScalar()
            default:
                index += 1
            }
        }
    }

    /// The characters of a string that was read before.
    func string(_ token: StringToken) -> String {
        if token.hasEscapes { return String(decoding: unescaped(token), as: UTF8.self) }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[token.range]), as: UTF8.self)
    }

    /// The UTF-8 bytes of a string that was read before.
    func unescaped(_ token: StringToken) -> [UInt8] {
        guard token.hasEscapes else { return Array(bytes[token.range]) }
        var result: [UInt8] = []
        result.reserveCapacity(token.range.count)
        var index = token.range.lowerBound
        while index < token.range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < token.range.upperBound else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let letter = bytes[index + 1]
            if letter != UInt8(ascii: "u") {
                result.append(Self.escaped(letter) ?? letter)
                index += 2
                continue
            }
            var code = unit(at: index + 2) ?? 0xFFFD
            index += 6
            if code & 0xFC00 == 0xD800, let low = unit(at: index + 2) {
                code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
                index += 6
            }
            result.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
        }
        return result
    }

    /// Skips what needs no look: ASCII but quotes, reverse solidus and control characters, eight bytes at a time.
    private mutating func skipPlain() {
        let raw = UnsafeRawBufferPointer(bytes)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while end - index >= 8 {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let solidi = word ^ (ones &* 0x5C)
            // The top bit of a byte is set where the byte borrowed: it was zero (quotes, solidi) or below 0x20.
            let found = (quotes &- ones) | (solidi &- ones) | (word &- ones &* 0x20) | word
            let marks = found & tops
            guard marks == 0 else {
                // The lowest mark is true; those above it may only have been borrowed from.
                index += marks.trailingZeroBitCount / 8
                return
            }
            index += 8
        }
    }

    /// Reads an escape, both halves of it where it is a surrogate.
    private mutating func skipEscape() throws(JSONFailure) {
        guard index + 1 < end else { throw JSONFailure(.unexpectedEnd, at: end) }
        guard bytes[index + 1] == UInt8(ascii: "u") else {
            guard Self.escaped(bytes[index + 1]) != nil else { throw JSONFailure(.invalidEscape, at: index) }
            index += 2
            return
        }
        guard let code = unit(at: index + 2) else { throw JSONFailure(.invalidEscape, at: index) }
        guard code != 0 else { throw JSONFailure(.nulCharacter, at: index) }
        guard code & 0xF800 == 0xD800 else {
            index += 6
            return
        }
        // A high one (D800…DBFF) needs a low one (DC00…DFFF) behind it, RFC 8259 section 7.
        guard
            code < 0xDC00, end - index >= 12, bytes[index + 6] == UInt8(ascii: "\\"),
            bytes[index + 7] == UInt8(ascii: "u"), let low = unit(at: index + 8), low & 0xFC00 == 0xDC00
        else { throw JSONFailure(.loneSurrogate, at: index) }
        index += 12
    }

    /// Reads one scalar beyond ASCII: the well-formed sequences of the Unicode standard, table 3-7.
    private mutating func skipScalar() throws(JSONFailure) {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[index] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw JSONFailure(.invalidUTF8, at: index)
        }
        guard end - index >= length, second.contains(bytes[index + 1]) else {
            throw JSONFailure(.invalidUTF8, at: index)
        }
        var offset = 2
        while offset < length {
            guard bytes[index + offset] & 0xC0 == 0x80 else { throw JSONFailure(.invalidUTF8, at: index) }
            offset += 1
        }
        index += length
    }

    /// The four hexadecimal digits at an index, nil where there are none.
    private func unit(at index: Int) -> UInt32? {
        guard end - index >= 4 else { return nil }
        var result: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            result = result << 4 | UInt32(digit)
        }
        return result
    }

    private static func escaped(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }
}
