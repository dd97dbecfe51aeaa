// SPDX-License-Identifier: Apache-2.0

@testable import JSON

/// Documents of every shape, made from a seed.
enum RandomJSON {
    private static let scalars: [Unicode.Scalar] = [
        "a", "b", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{1}", "\u{1f}", "\u{7f}", "é", "€", "\u{2028}",
        "\u{2029}", "\u{202a}", "😀", "\u{301}", "\u{FFFF}", "\u{10FFFF}", "\u{E000}", "\u{D7FF}",
    ]

    static func value(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .boolean(.random(using: &generator))
        case 2: return .integer(.random(in: Int64.min...Int64.max, using: &generator))
        case 3: return .number(Double.random(in: -1e30...1e30, using: &generator).description)
        case 4: return .string(text(using: &generator))
        case 5:
            return .array(
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in value(depth: depth - 1, using: &generator) })
        default:
            var seen = Set<[UInt8]>()
            let members = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                JSONValue.Member(
                    name: text(using: &generator), value: value(depth: depth - 1, using: &generator))
            }
            return .object(members.filter { seen.insert(Array($0.name.utf8)).inserted })
        }
    }

    /// Whether two documents say the same, numbers compared by value.
    static func agree(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.number, .number): left.double == right.double
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { agree($0, $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy { $0.name == $1.name && agree($0.value, $1.value) }
        default: left == right
        }
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
            text.append(scalars[Int.random(in: 0..<scalars.count, using: &generator)])
        }
        return String(text)
    }
}
