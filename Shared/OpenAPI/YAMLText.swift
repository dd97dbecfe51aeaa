// SPDX-License-Identifier: Apache-2.0
package import JSON

/// A JSON document as YAML 1.2 that readers of 1.1 understand alike: blocks, and quotes where a plain word could be taken
/// for something else.
package enum YAMLText {
    package static func document(_ value: JSONValue) -> String {
        lines(value).joined(separator: "\n") + "\n"
    }

    private static func lines(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            members.flatMap { member in entry(scalar(member.name) + ":", member.value) }
        case .array(let elements) where !elements.isEmpty:
            elements.flatMap { element in item(element) }
        case .null, .boolean, .number, .string, .array, .object:
            [inline(value)]
        }
    }

    private static func entry(_ name: String, _ value: JSONValue) -> [String] {
        if let text = value.text, let block = block(text) {
            return ["\(name) |-"] + block
        }
        return isNested(value) ? [name] + lines(value).map(indented) : ["\(name) \(inline(value))"]
    }

    private static func item(_ value: JSONValue) -> [String] {
        lines(value).enumerated().map { $0.offset == 0 ? "- \($0.element)" : indented($0.element) }
    }

    private static func isNested(_ value: JSONValue) -> Bool {
        value.members?.isEmpty == false || value.elements?.isEmpty == false
    }

    private static func indented(_ line: String) -> String {
        line.isEmpty ? line : "  \(line)"
    }

    private static func inline(_ value: JSONValue) -> String {
        value.text.map(scalar) ?? quoted(value)
    }

    private static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(.string(text))
    }

    /// JSON's own form, which is YAML as well.
    private static func quoted(_ value: JSONValue) -> String {
        var json = JSONWriter()
        json.value(value)
        return json.text
    }

    /// The lines of a text that has several and none that would change by being indented.
    private static func block(_ text: String) -> [String]? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isSafe = lines.allSatisfy { line in
            line.first?.isWhitespace != true && line.last?.isWhitespace != true
                && line.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) }
        }
        guard lines.count > 1, isSafe, lines.first?.isEmpty == false, lines.last?.isEmpty == false else { return nil }
        return lines.map { indented(String($0)) }
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/"), text.utf8.last != space,
            !words.contains(text.lowercased())
        else { return false }
        return text.utf8.allSatisfy { isLetter($0) || marks.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static let space = UInt8(ascii: " ")
    private static let marks = Set("0123456789_-./{}() ,;".utf8)
    /// What some readers take for truth values or nothing.
    private static let words: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
}
