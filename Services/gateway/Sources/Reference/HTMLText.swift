// SPDX-License-Identifier: Apache-2.0

/// Texts of the contracts as HTML.
enum HTMLText {
    /// The text with every character that is markup made harmless.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// The same, with names in backticks as code and words between double asterisks as strong ones.
    static func marked(_ text: String) -> String {
        alternating(escaped(text), "`", "code") { alternating($0, "**", "strong") { $0 } }
    }

    /// Every second part between marks as an element, the others as they are made.
    private static func alternating(
        _ text: String, _ mark: String, _ element: String, _ others: (String) -> String
    ) -> String {
        text.split(separator: mark, omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2) ? others(String(part)) : "<\(element)>\(part)</\(element)>"
        }.joined()
    }
}
