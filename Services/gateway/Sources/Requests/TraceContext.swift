// SPDX-License-Identifier: Apache-2.0

/// W3C trace context, version 00: continues the client's trace or begins one.
enum TraceContext {
    /// The `traceparent` to pass on: a new span of the client's trace, or of a new one where it sent none that is
    /// well-formed.
    ///
    /// - Parameter header: `traceparent` as the client sent it.
    static func next(after header: String?) -> String {
        var generator = SystemRandomNumberGenerator()
        var text: [UInt8] = []
        text.reserveCapacity(55)
        text += "00-".utf8
        let parent = header.map { Array($0.utf8) }.flatMap { isWellFormed($0) ? $0 : nil }
        if let parent {
            text += parent[3..<35]
        } else {
            append(generator.next() | 1, to: &text)
            append(generator.next(), to: &text)
        }
        text.append(dash)
        // All zeros means no span.
        append(generator.next() | 1, to: &text)
        text.append(dash)
        let isSampled = parent.map { $0[54] & 1 == 1 } ?? true
        text += isSampled ? "01".utf8 : "00".utf8
        return String(decoding: text, as: UTF8.self)
    }

    /// Versions to come may append to the form, version 00 may not (Trace Context section 3.2).
    private static func isWellFormed(_ text: [UInt8]) -> Bool {
        guard text.count >= 55, text[2] == dash, text[35] == dash, text[52] == dash else { return false }
        let version = text[0..<2]
        guard version.elementsEqual("00".utf8) ? text.count == 55 : text.count == 55 || text[55] == dash else {
            return false
        }
        let parts = [version, text[3..<35], text[36..<52], text[53..<55]]
        return parts.allSatisfy { $0.allSatisfy(isLowerHexadecimal) } && !version.elementsEqual("ff".utf8)
            && !parts[1].allSatisfy { $0 == zero } && !parts[2].allSatisfy { $0 == zero }
    }

    private static func append(_ number: UInt64, to text: inout [UInt8]) {
        for shift in stride(from: UInt64(60), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 0xf
            text.append(digit < 10 ? zero + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
        (zero...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static let dash = UInt8(ascii: "-")
    private static let zero = UInt8(ascii: "0")
}
