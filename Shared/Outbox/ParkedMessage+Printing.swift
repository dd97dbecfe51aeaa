// SPDX-License-Identifier: Apache-2.0

/// A dead letter as an operator reads it, made safe for a terminal: anybody may have written what it holds.
extension ParkedMessage {
    /// The id as it is shown and as an operator gives it back.
    package var name: String { id.printable }

    /// One line: id, routing key, who wrote it, reason.
    package var line: String {
        [id, key, user ?? "-", reason].map(\.printable).joined(separator: "  ")
    }

    /// One line each: how it came, and the envelope. Never the body.
    package var facts: [String] {
        let facts = [
            ("id", id), ("reason", reason), ("exchange", exchange), ("key", key), ("user", user ?? "-"),
            ("bytes", String(body.count)),
        ]
        return (facts + envelope.map { ("event \($0.name)", $0.value) }).map { name, value in
            "\(name.printable): \(value.printable)"
        }
    }
}

extension String {
    /// The text in one line that steers no terminal, reads in one direction and has no gaps like those between columns:
    /// controls, line separators, what has no shape of its own and all but single spaces become `\u{…}`, a backslash
    /// two of them, so that different texts stay different.
    var printable: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += scalar.written
            case .spaceSeparator where scalar != " " || result.isEmpty || result.unicodeScalars.last == " ":
                result += scalar.written
            case _ where scalar == "\\":
                result += "\\\\"
            case _:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate var written: String { "\\u{\(String(value, radix: 16))}" }
}
