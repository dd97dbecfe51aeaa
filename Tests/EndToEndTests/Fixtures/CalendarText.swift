// SPDX-License-Identifier: Apache-2.0
import Testing

/// A strict reader of iCalendar (RFC 5545): whatever breaks the rules fails the test.
struct CalendarText {
    struct Line: Equatable {
        let name: String
        let parameters: String
        let value: String
    }

    let lines: [Line]

    init(_ text: String, _ location: SourceLocation = #_sourceLocation) throws {
        // Section 3.1: lines end with CRLF and nothing else, and have at most 75 octets without it.
        let bytes = Array(text.utf8)
        try #require(text.unicodeScalars.suffix(2).elementsEqual("\r\n".unicodeScalars), sourceLocation: location)
        var physical: [[UInt8]] = [[]]
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x0d: #expect(index + 1 < bytes.count && bytes[index + 1] == 0x0a, sourceLocation: location)
            case 0x0a:
                #expect(index > 0 && bytes[index - 1] == 0x0d, sourceLocation: location)
                physical.append([])
            default: physical[physical.count - 1].append(byte)
            }
        }
        physical.removeLast()
        #expect(physical.allSatisfy { $0.count <= 75 }, sourceLocation: location)
        // A fold never splits a character.
        #expect(physical.allSatisfy { String(validating: $0, as: UTF8.self) != nil }, sourceLocation: location)
        var logical: [[UInt8]] = []
        for line in physical {
            if line.first == 0x20 {
                try #require(!logical.isEmpty, sourceLocation: location)
                logical[logical.count - 1] += line.dropFirst()
            } else {
                logical.append(line)
            }
        }
        lines = try logical.map { try Self.line(String(decoding: $0, as: UTF8.self), location) }
        try nests(location)
    }

    /// All values of a property.
    func values(_ name: String) -> [String] {
        lines.filter { $0.name == name }.map(\.value)
    }

    /// The value of a property that has to be there once.
    func value(_ name: String, _ location: SourceLocation = #_sourceLocation) throws -> String {
        let found = values(name)
        try #require(found.count == 1, "\(name) is there \(found.count) times", sourceLocation: location)
        return found[0]
    }

    private static func line(_ text: String, _ location: SourceLocation) throws -> Line {
        // A colon within a quoted parameter does not end the name.
        var isQuoted = false
        var colon: String.Index?
        for index in text.indices where colon == nil {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == ":", !isQuoted { colon = index }
        }
        let end = try #require(colon, "\(text) has no value", sourceLocation: location)
        let head = text[..<end]
        let name = head.prefix { $0 != ";" }
        #expect(
            !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") },
            sourceLocation: location)
        return Line(
            name: String(name), parameters: String(head.dropFirst(name.count)),
            value: String(text[text.index(after: end)...]))
    }

    /// Components are closed in the opposite order of their opening, and there is one calendar with one event.
    private func nests(_ location: SourceLocation) throws {
        var open: [String] = []
        for line in lines {
            if line.name == "BEGIN" { open.append(line.value) }
            if line.name == "END" { #expect(open.popLast() == line.value, sourceLocation: location) }
        }
        #expect(open.isEmpty, sourceLocation: location)
        #expect(lines.first?.value == "VCALENDAR" && lines.last?.value == "VCALENDAR", sourceLocation: location)
        #expect(values("BEGIN").filter { $0 == "VEVENT" }.count == 1, sourceLocation: location)
        #expect(values("BEGIN").filter { $0 == "VCALENDAR" }.count == 1, sourceLocation: location)
    }
}
