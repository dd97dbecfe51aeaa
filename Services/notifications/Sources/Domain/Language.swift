// SPDX-License-Identifier: Apache-2.0
import Contract
package import Time

/// How one language writes dates, times and lengths of time; tables of our own, so that every machine writes the same.
package struct Language: Sendable {
    /// Lower-case BCP 47 tag.
    package let tag: String
    /// Monday first.
    let weekdays: [String]
    /// January first.
    let months: [String]
    let longDate: @Sendable (_ day: Int, _ month: String, _ year: Int) -> String
    let hours: @Sendable (Int) -> String
    let minutes: @Sendable (Int) -> String
    let seconds: @Sendable (Int) -> String

    /// Every language that messages can be written in; another one is a file of its own and an entry here.
    package static let all = [english, german]

    /// The best language for tags such as `en_US`, the first ones first; English where none fits.
    package static func best(for tags: [String]) -> Language {
        for candidate in LanguageTag.fallbacks(tags) {
            if let language = all.first(where: { $0.tag == candidate }) {
                return language
            }
        }
        return english
    }
}

extension Language {
    package func weekday(_ time: WallTime) -> String {
        Self.entry(time.weekday.rawValue, of: weekdays)
    }

    package func longDate(_ time: WallTime) -> String {
        longDate(time.day, Self.entry(time.month, of: months), time.year)
    }

    /// Such as `1 hour 30 minutes`: the parts that are not zero.
    package func length(_ duration: ISODuration) -> String {
        let total = Int(duration.seconds)
        let parts = [(total / 3600, hours), (total / 60 % 60, minutes), (total % 60, seconds)]
        let words = parts.filter { $0.0 > 0 }.map { $0.1($0.0) }
        return words.isEmpty ? minutes(0) : words.joined(separator: " ")
    }

    /// Tables count from one, as the calendar does.
    private static func entry(_ number: Int, of table: [String]) -> String {
        table.indices.contains(number - 1) ? table[number - 1] : String(number)
    }
}
