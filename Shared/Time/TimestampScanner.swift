// SPDX-License-Identifier: Apache-2.0

/// Reads the fixed-width texts of RFC 3339 front to back.
struct TimestampScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: some StringProtocol) {
        // The longest valid text has 35 bytes; one more is enough to refuse a longer one.
        bytes = Array(text.utf8.prefix(36))
    }

    /// Reads `2022-01-31`.
    mutating func date() throws(TimeSyntaxFailure) -> CivilDate {
        let year = try number(digits: 4)
        try expect("-")
        let month = try number(digits: 2)
        try expect("-")
        let day = try number(digits: 2)
        guard let date = CivilDate(year: year, month: month, day: day) else {
            throw TimeSyntaxFailure(.noSuchDate, "the calendar has no such day")
        }
        return date
    }

    /// Reads `2022-01-31T20:00:00` and a fraction where there is one.
    mutating func wallTime() throws(TimeSyntaxFailure) -> WallTime {
        let date = try date()
        guard take("T") || take("t") else { throw malformed }
        let hour = try number(digits: 2)
        try expect(":")
        let minute = try number(digits: 2)
        try expect(":")
        let second = try number(digits: 2)
        let microsecond = try fraction()
        guard
            let time = WallTime(date: date, hour: hour, minute: minute, second: second, microsecond: microsecond)
        else { throw TimeSyntaxFailure(.noSuchTime, "a day has no such time (24:00 and leap seconds included)") }
        return time
    }

    /// Reads `Z` or `+02:00`, in seconds east of Greenwich.
    mutating func offset() throws(TimeSyntaxFailure) -> Int {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+") else {
            throw TimeSyntaxFailure(.malformed, "Z or an offset such as +02:00 is missing")
        }
        let hours = try number(digits: 2)
        try expect(":")
        let minutes = try number(digits: 2)
        guard hours <= 23, minutes <= 59 else {
            throw TimeSyntaxFailure(.noSuchOffset, "an offset lies within ±23:59")
        }
        let seconds = hours * 3_600 + minutes * 60
        return isWest ? -seconds : seconds
    }

    /// Makes sure that nothing follows.
    func end() throws(TimeSyntaxFailure) {
        guard index == bytes.count else { throw malformed }
    }

    private mutating func fraction() throws(TimeSyntaxFailure) -> Int {
        guard take(".") else { return 0 }
        var microseconds = 0
        var digits = 0
        while let digit = nextDigit() {
            digits += 1
            if digits <= 6 { microseconds = microseconds * 10 + digit }
        }
        guard (1...9).contains(digits) else {
            throw TimeSyntaxFailure(.malformed, "a fraction has one to nine digits")
        }
        for _ in 0..<max(6 - digits, 0) { microseconds *= 10 }
        return microseconds
    }

    private mutating func number(digits: Int) throws(TimeSyntaxFailure) -> Int {
        var value = 0
        for _ in 0..<digits {
            guard let digit = nextDigit() else { throw malformed }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func nextDigit() -> Int? {
        guard index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
        index += 1
        return Int(bytes[index - 1] - UInt8(ascii: "0"))
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(TimeSyntaxFailure) {
        guard take(character) else { throw malformed }
    }

    private var malformed: TimeSyntaxFailure {
        TimeSyntaxFailure(.malformed, "not of the form 2022-01-31T19:00:00Z (RFC 3339)")
    }
}
