// SPDX-License-Identifier: Apache-2.0

/// What calendar and clock on the wall show, in no zone in particular.
///
/// A ``Zone`` makes an ``Instant`` of it. Arithmetic is on the wall: an hour later is an hour further on the dial, whatever
/// clocks are changed in between.
package struct WallTime: Sendable, Hashable, Comparable {
    package let date: CivilDate
    /// 0…23.
    package let hour: Int
    /// 0…59.
    package let minute: Int
    /// 0…59.
    package let second: Int
    /// 0…999,999.
    package let microsecond: Int

    /// The time on a day, nil where a day has none such.
    package init?(date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        guard
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999_999).contains(microsecond)
        else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// The time, nil where the calendar or the day has none such.
    package init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
    ) {
        guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
        self.init(date: date, hour: hour, minute: minute, second: second, microsecond: microsecond)
    }

    /// The time so many microseconds after 1970-01-01T00:00:00 on the wall, days saturating as in ``CivilDate``.
    init(microsecondsSinceEpoch: Int64) {
        let (seconds, microsecond) = Self.floored(Int(microsecondsSinceEpoch), by: 1_000_000)
        let (days, secondOfDay) = Self.floored(seconds, by: 86_400)
        date = CivilDate(daysSinceEpoch: days)
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        self.microsecond = microsecond
    }

    package var year: Int { date.year }
    package var month: Int { date.month }
    package var day: Int { date.day }
    package var weekday: CivilDate.Weekday { date.weekday }

    /// Whole seconds since 1970-01-01T00:00:00 on the wall.
    var secondsSinceEpoch: Int {
        date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second
    }

    /// Microseconds since 1970-01-01T00:00:00 on the wall.
    var microsecondsSinceEpoch: Int64 {
        Int64(secondsSinceEpoch) * 1_000_000 + Int64(microsecond)
    }

    /// The time further on the dial, or back where the duration is negative, cut to microseconds.
    ///
    /// Days saturate at the first of year 0 and the last of year 10000.
    package static func + (time: WallTime, duration: Duration) -> WallTime {
        let sum = Int128(time.microsecondsSinceEpoch) + duration.attoseconds / 1_000_000_000_000
        return WallTime(microsecondsSinceEpoch: Int64(clamping: sum))
    }

    package static func < (left: WallTime, right: WallTime) -> Bool {
        left.microsecondsSinceEpoch < right.microsecondsSinceEpoch
    }

    private static func floored(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
