// SPDX-License-Identifier: Apache-2.0
import Contract

/// Texts of the contracts as HTML.
enum HTMLText {
    /// The text made harmless, with names in backticks as code and words between double asterisks as strong ones.
    static func marked(_ text: String) -> String {
        alternating(Page.escaped(text), "`", "code") { alternating($0, "**", "strong") { $0 } }
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
