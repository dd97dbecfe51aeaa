// SPDX-License-Identifier: Apache-2.0
import Contract
package import Time

/// How one language writes dates and lengths of time in messages.
package struct Language: Sendable {
    let dates: DateWords
    let hours: @Sendable (Int) -> String
    let minutes: @Sendable (Int) -> String
    let seconds: @Sendable (Int) -> String

    /// Every language that messages can be written in; another one is a file of its own and an entry here.
    package static let all = [english, german]

    /// Lower-case BCP 47 tag.
    package var tag: String { dates.tag }

    /// The best language for tags such as `en_US`, the first ones first; English where none fits.
    package static func best(for tags: [String]) -> Language {
        LanguageTag.best(of: all, tagged: \.tag, for: tags) ?? english
    }

    /// Such as `1 hour 30 minutes`: the parts that are not zero.
    package func length(_ duration: ISODuration) -> String {
        let total = Int(duration.seconds)
        let parts = [(total / 3600, hours), (total / 60 % 60, minutes), (total % 60, seconds)]
        let words = parts.filter { $0.0 > 0 }.map { $0.1($0.0) }
        return words.isEmpty ? minutes(0) : words.joined(separator: " ")
    }
}
