// SPDX-License-Identifier: Apache-2.0

extension WallTime {
    /// Reads `2022-01-31T20:00:00`, with a fraction of up to 9 digits (cut to microseconds) or none, and no offset.
    ///
    /// - Throws: ``TimeSyntaxFailure`` for everything else, days the calendar lacks and `24:00` included.
    package init(_ text: some StringProtocol) throws(TimeSyntaxFailure) {
        var scanner = TimestampScanner(text)
        self = try scanner.wallTime()
        try scanner.end()
    }

    /// Such as `2022-01-31T20:00:00`, with as many fraction digits as are needed.
    package var text: String { text(leastFractionDigits: 0) }

    func text(leastFractionDigits: Int) -> String {
        var text = date.text
        text.append("T")
        text.append(padded: hour, to: 2)
        text.append(":")
        text.append(padded: minute, to: 2)
        text.append(":")
        text.append(padded: second, to: 2)
        var fraction = microsecond
        var digits = 6
        while digits > leastFractionDigits, fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        if digits > 0 {
            text.append(".")
            text.append(padded: fraction, to: digits)
        }
        return text
    }
}

extension WallTime: CustomStringConvertible {
    package var description: String { text }
}

extension CivilDate: CustomStringConvertible {
    /// Reads `2022-01-31`.
    ///
    /// - Throws: ``TimeSyntaxFailure`` for everything else, days the calendar lacks included.
    package init(_ text: some StringProtocol) throws(TimeSyntaxFailure) {
        var scanner = TimestampScanner(text)
        self = try scanner.date()
        try scanner.end()
    }

    /// Such as `2022-01-31`.
    package var text: String {
        var text = ""
        text.append(padded: year, to: 4)
        text.append("-")
        text.append(padded: month, to: 2)
        text.append("-")
        text.append(padded: day, to: 2)
        return text
    }

    package var description: String { text }
}

extension String {
    fileprivate mutating func append(padded number: Int, to width: Int) {
        let digits = String(number)
        for _ in 0..<max(width - digits.utf8.count, 0) { append("0") }
        append(digits)
    }
}
