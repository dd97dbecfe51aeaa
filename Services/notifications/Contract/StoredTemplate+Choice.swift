// SPDX-License-Identifier: Apache-2.0
import Contract
package import SchedulingContract

extension StoredTemplate {
    /// `TYPE CHANNEL`, and the period of the types that have one: what the message is, whatever its language.
    package var item: String {
        PlannedNotification(type: type, channel: channel, period: period).item
    }

    /// The language in lower case with hyphens; nil for every language.
    package var language: String? {
        locale.flatMap { LanguageTag.fallbacks([$0]).first }
    }

    /// The template that fits best.
    ///
    /// One in the language asked for comes first (`de-AT`, then `de`), then one for every language, then those in the
    /// other languages.
    ///
    /// - Parameters:
    ///   - templates: those of one item.
    ///   - tag: the language asked for; nil for none.
    ///   - others: languages to fall back to, the best first; English comes after them.
    package static func best(
        of templates: [StoredTemplate], for tag: String?, then others: [String]
    ) -> StoredTemplate? {
        let wanted = tag.map { LanguageTag.fallbacks([$0]) } ?? []
        let candidates = wanted.map(Optional.some) + [nil] + LanguageTag.fallbacks(others + ["en"])
        for candidate in candidates {
            if let template = templates.first(where: { $0.language == candidate }) {
                return template
            }
        }
        return nil
    }
}

extension PlannedNotification {
    /// `TYPE CHANNEL`, and the period of the types that have one; none of them holds a space.
    package var item: String {
        [type, channel, period].compactMap { $0 }.joined(separator: " ")
    }

    /// Reads ``item``; nil for anything else.
    package init?(item: String) {
        let words = item.split(separator: " ").map(String.init)
        guard (2...3).contains(words.count) else { return nil }
        self.init(type: words[0], channel: words[1], period: words.count == 3 ? words[2] : nil)
    }
}
