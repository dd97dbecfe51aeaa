// SPDX-License-Identifier: Apache-2.0

/// One logical line of an iCalendar object (RFC 5545, section 3.1), folded when it is written.
///
/// Whatever the value or a parameter holds, what is written stays one line: line breaks become `\n`, other control
/// characters are dropped.
struct ContentLine: Sendable {
    /// A parameter between the name and the value.
    enum Parameter: Sendable {
        /// A word of the standard.
        case word(StaticString, StaticString)
        /// Text from outside, always in double quotes, so that `;`, `:` and `,` in it mean nothing.
        case quoted(StaticString, String)
    }

    /// Octets of a line without its CRLF.
    static let longest = 75

    private let text: String

    /// A line whose value is one of the standard's own forms: a word, a number, an instant, a URI.
    init(_ name: StaticString, _ parameters: [Parameter], _ value: String) {
        let parameters = parameters.map(Self.written).joined()
        text = "\(name)\(parameters):\(TextEscaping.withoutControls(value))"
    }

    init(_ name: StaticString, _ value: String) {
        self.init(name, [], value)
    }

    /// A line whose value is TEXT (section 3.3.11).
    init(_ name: StaticString, text value: String) {
        text = "\(name):\(TextEscaping.escaped(value))"
    }

    /// Writes the line with its CRLF, folded after at most 75 octets and never within a character.
    func append(to bytes: inout [UInt8]) {
        let utf8 = Array(text.utf8)
        var start = 0
        var room = Self.longest
        while utf8.count - start > room {
            var end = start + room
            // 10xxxxxx continues a character: step back to where it begins.
            while utf8[end] & 0xc0 == 0x80 {
                end -= 1
            }
            bytes += utf8[start..<end]
            bytes += [0x0d, 0x0a, 0x20]
            start = end
            // The space that marks a continuation counts.
            room = Self.longest - 1
        }
        bytes += utf8[start...]
        bytes += [0x0d, 0x0a]
    }

    private static func written(_ parameter: Parameter) -> String {
        switch parameter {
        case .word(let name, let value): ";\(name)=\(value)"
        case .quoted(let name, let value): ";\(name)=\"\(TextEscaping.quotable(value))\""
        }
    }
}
