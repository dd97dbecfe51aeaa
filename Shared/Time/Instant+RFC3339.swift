// SPDX-License-Identifier: Apache-2.0

extension Instant {
    /// Reads an RFC 3339 `date-time`.
    ///
    /// Strict: four-digit years from 0001, real calendar days, hours to 23, seconds to 59, at most 9 fraction digits (cut to
    /// microseconds), `Z` or an offset within ±23:59, nothing before or after. `t` and `z` may be lower case (RFC 3339
    /// section 5.6). `-00:00` is read as UTC.
    /// - Throws: ``TimeSyntaxFailure`` for everything else, also for texts that name an instant before ``earliest`` or
    ///   after ``latest`` by their offset.
    package init(rfc3339 text: some StringProtocol) throws(TimeSyntaxFailure) {
        var scanner = TimestampScanner(text)
        let wall = try scanner.wallTime()
        let offset = try scanner.offset()
        try scanner.end()
        let microseconds = wall.microsecondsSinceEpoch - Int64(offset) * 1_000_000
        self.init(microseconds: microseconds)
        guard self.microseconds == microseconds else {
            throw TimeSyntaxFailure(.outOfRange, "the instant is outside the years 0001 to 9999")
        }
    }

    /// The instant in UTC as RFC 3339 with one to six fraction digits, such as `2022-01-31T19:00:00.0Z`.
    package var rfc3339: String {
        var text = WallTime(microsecondsSinceEpoch: microseconds).text(leastFractionDigits: 1)
        text.append("Z")
        return text
    }
}

extension Instant: CustomStringConvertible {
    package var description: String { rfc3339 }
}
