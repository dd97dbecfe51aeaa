// SPDX-License-Identifier: Apache-2.0
import Contract
import Time

/// The words of the pages behind room links in one language; another language is a file of its own and an entry here.
struct PageLanguage: Sendable {
    /// BCP 47 tag.
    let tag: String
    /// What an appointment without a title is called.
    let appointment: String
    let notOpenYet: String
    let start: String
    let timeZone: String
    /// The time left, as whole days, hours and minutes; not all of them zero.
    let remaining: @Sendable (_ days: Int, _ hours: Int, _ minutes: Int) -> String
    let opensByItself: String
    let lookAgain: String
    /// Day and time of the start, as clocks in the appointment's zone show them.
    let moment: @Sendable (_ time: WallTime) -> String
    let gone: Message
    let unknown: Message
    let busy: Message

    /// A page that says one thing.
    struct Message: Sendable {
        let heading: String
        let text: String
    }

    static let all = [english, german]

    /// The best language for a tag such as `de_AT`, English where none fits.
    static func best(for tag: String) -> PageLanguage {
        LanguageTag.best(of: all, tagged: \.tag, for: [tag]) ?? english
    }

    /// Such as `2 hours 5 minutes`: the parts that are not zero.
    static func parts(_ parts: [(count: Int, one: String, many: String)]) -> String {
        parts.filter { $0.count > 0 }.map { "\($0.count) \($0.count == 1 ? $0.one : $0.many)" }.joined(separator: " ")
    }
}
