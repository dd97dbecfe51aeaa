// SPDX-License-Identifier: Apache-2.0

/// The number literals of RFC 8259 section 6.
enum JSONNumber {
    /// Enough for every `Double` and `Int64`; longer ones are a way to burn time.
    static let longest = 64

    /// Where the literal that begins at `start` is, checked to be finite as a `Double`.
    static func literal(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) throws(JSONFailure) -> Range<Int> {
        var index = start
        if index < end, bytes[index] == UInt8(ascii: "-") { index += 1 }
        let integer = digits(in: bytes, from: index, to: end)
        guard integer > index else { throw failure(.invalidNumber, at: index, end) }
        guard bytes[index] != UInt8(ascii: "0") || integer == index + 1 else {
            throw JSONFailure(.invalidNumber, at: index)
        }
        index = integer
        if index < end, bytes[index] == UInt8(ascii: ".") {
            let fraction = digits(in: bytes, from: index + 1, to: end)
            guard fraction > index + 1 else { throw failure(.invalidNumber, at: index + 1, end) }
            index = fraction
        }
        var hasExponent = false
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            hasExponent = true
            index += 1
            if index < end, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            let exponent = digits(in: bytes, from: index, to: end)
            guard exponent > index else { throw failure(.invalidNumber, at: index, end) }
            index = exponent
        }
        guard index - start <= longest else { throw JSONFailure(.numberTooLong, at: start) }
        // Without an exponent 64 characters cannot leave the range of a Double.
        guard !hasExponent || isFinite(bytes[start..<index]) else { throw JSONFailure(.numberTooLarge, at: start) }
        return start..<index
    }

    /// Whether a text is such a literal and nothing else.
    static func isLiteral(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { buffer in
            (try? literal(in: buffer, from: 0, to: buffer.count)) == 0..<buffer.count
        }
    }

    /// The exact value of a literal, nil where it has a fraction or does not fit.
    static func integer(_ literal: some Collection<UInt8>) -> Int64? {
        guard literal.count <= longest else { return nil }
        var digits: [UInt8] = []
        var isNegative = false
        var scale = 0
        var exponent = 0
        var exponentSign = 1
        var part = Part.integer
        for byte in literal {
            switch (byte, part) {
            case (UInt8(ascii: "-"), .integer): isNegative = true
            case (UInt8(ascii: "."), .integer): part = .fraction
            case (UInt8(ascii: "E"), .integer), (UInt8(ascii: "E"), .fraction): part = .exponent
            case (UInt8(ascii: "e"), .integer), (UInt8(ascii: "e"), .fraction): part = .exponent
            case (UInt8(ascii: "-"), .exponent): exponentSign = -1
            case (UInt8(ascii: "+"), .exponent): exponentSign = 1
            case (UInt8(ascii: "0")...UInt8(ascii: "9"), .exponent):
                // 1,000 is beyond what any literal of this length can make up for by its digits.
                exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), 1_000)
            case (UInt8(ascii: "0")...UInt8(ascii: "9"), _):
                if part == .fraction { scale += 1 }
                digits.append(byte - UInt8(ascii: "0"))
            default: return nil
            }
        }
        return integer(digits, timesTenTo: exponent * exponentSign - scale, isNegative: isNegative)
    }

    private enum Part {
        case integer
        case fraction
        case exponent
    }

    private static func integer(_ digits: [UInt8], timesTenTo power: Int, isNegative: Bool) -> Int64? {
        var digits = digits
        var power = power
        guard let first = digits.firstIndex(where: { $0 != 0 }) else { return digits.isEmpty ? nil : 0 }
        digits.removeFirst(first)
        while power < 0 {
            guard digits.last == 0 else { return nil }
            digits.removeLast()
            power += 1
        }
        // Int64 has 19 digits.
        guard digits.count + power <= 19 else { return nil }
        digits.append(contentsOf: repeatElement(0, count: power))
        var result: Int64 = 0
        for digit in digits {
            let (shifted, overflowed) = result.multipliedReportingOverflow(by: 10)
            // Towards the sign, for the least Int64 has no positive twin.
            let (sum, carried) = shifted.addingReportingOverflow(isNegative ? -Int64(digit) : Int64(digit))
            guard !overflowed, !carried else { return nil }
            result = sum
        }
        return result
    }

    private static func digits(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") { index += 1 }
        return index
    }

    private static func failure(_ code: JSONFailure.Code, at index: Int, _ end: Int) -> JSONFailure {
        JSONFailure(index < end ? code : .unexpectedEnd, at: index)
    }

    private static func isFinite(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        Double(String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self))?.isFinite ?? false
    }
}
