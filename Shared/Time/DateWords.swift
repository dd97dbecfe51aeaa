// SPDX-License-Identifier: Apache-2.0

/// How one language writes days in words; tables of our own, so that every machine writes the same.
///
/// Messages and pages for people both write dates this way. Another language is a file of its own.
package struct DateWords: Sendable {
    /// Lower-case BCP 47 tag.
    package let tag: String
    /// Monday first.
    let weekdays: [String]
    /// January first.
    let months: [String]
    let longDate: @Sendable (_ day: Int, _ month: String, _ year: Int) -> String

    /// Such as `Thursday`.
    package func weekday(_ date: CivilDate) -> String {
        Self.entry(date.weekday.rawValue, of: weekdays)
    }

    /// Such as `31 January 2030`.
    package func longDate(_ date: CivilDate) -> String {
        longDate(date.day, Self.entry(date.month, of: months), date.year)
    }

    /// Tables count from one, as the calendar does.
    private static func entry(_ number: Int, of table: [String]) -> String {
        table.indices.contains(number - 1) ? table[number - 1] : String(number)
    }
}
