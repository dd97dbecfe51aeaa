// SPDX-License-Identifier: Apache-2.0

/// A day of the proleptic Gregorian calendar, in no zone in particular.
///
/// The years 0001 to 9999 are what texts may name. Year 0 and year 10000 exist only because an instant at the very edge
/// falls into them in some zones.
package struct CivilDate: Sendable, Hashable, Comparable {
    /// A day of the week, numbered as ISO 8601 does.
    package enum Weekday: Int, Sendable, Hashable, CaseIterable {
        case monday = 1
        case tuesday, wednesday, thursday, friday, saturday, sunday
    }

    package let year: Int
    /// 1…12.
    package let month: Int
    /// 1…31.
    package let day: Int

    /// The day, nil where the calendar has none such in the years 0001 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard
            (1...9_999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.length(ofMonth: month, in: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day so many days after 1970-01-01, saturating at the first of year 0 and the last of year 10000.
    package init(daysSinceEpoch: Int) {
        // "Days from civil" by Howard Hinnant: eras of 400 years that begin on March 1, so the leap day comes last.
        let shifted = min(max(daysSinceEpoch, -719_528), 2_933_262) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01, negative before.
    package var daysSinceEpoch: Int {
        Self.daysSinceEpoch(year: year, month: month, day: day)
    }

    package var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let sinceMonday = (daysSinceEpoch + 3) % 7
        return Weekday(rawValue: (sinceMonday + 7) % 7 + 1) ?? .monday
    }

    /// The same day so many years later, or earlier where negative; February 28 for a February 29 that the year lacks.
    /// Saturates like ``init(daysSinceEpoch:)``.
    package func adding(years: Int) -> CivilDate {
        let (sum, overflowed) = year.addingReportingOverflow(years)
        // Far enough out to saturate, near enough to be reckoned with.
        let year = overflowed ? (years < 0 ? -1 : 10_001) : min(max(sum, -1), 10_001)
        let day = min(day, Self.length(ofMonth: month, in: year))
        return CivilDate(daysSinceEpoch: Self.daysSinceEpoch(year: year, month: month, day: day))
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// How many days a month (1…12) has.
    package static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// As the property, of a day that need not exist as a value: rules of zones are reckoned beyond the years of texts.
    static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
