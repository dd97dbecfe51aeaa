// SPDX-License-Identifier: Apache-2.0

extension ISODuration {
    /// The longest period of a notification: 365 days.
    package static let longestPeriod = ISODuration(seconds: 365 * 86_400)

    /// Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds, in this order, designators in either case.
    ///
    /// - Throws: ``TimeSyntaxFailure`` for everything else: no component (`P`, `PT`, `P1DT`), signs, fractions, years and
    ///   months (they have no fixed length), more than 64 bytes, more seconds than an `Int64` holds.
    package init(iso8601 text: some StringProtocol) throws(TimeSyntaxFailure) {
        guard text.utf8.count <= 64 else { throw TimeSyntaxFailure(.outOfRange, "the duration is too long a text") }
        let bytes = Array(text.utf8)
        guard bytes.first.map(Self.designator) == UInt8(ascii: "P"), bytes.count > 1 else { throw Self.malformed }
        var index = 1
        var total: Int64 = 0
        // What may still come: an index into the units of either half.
        var units = Self.dateUnits[...]
        var isTime = false
        var components = 0
        while index < bytes.count {
            if !isTime, Self.designator(bytes[index]) == UInt8(ascii: "T") {
                (isTime, units, components) = (true, Self.timeUnits[...], 0)
                index += 1
                continue
            }
            let number = try Self.number(in: bytes, at: &index)
            guard index < bytes.count else { throw Self.malformed }
            let letter = Self.designator(bytes[index])
            index += 1
            guard let place = units.firstIndex(where: { $0.letter == letter }) else {
                throw Self.refusal(of: letter, isTime: isTime)
            }
            let (product, overflowed) = number.multipliedReportingOverflow(by: units[place].seconds)
            let (sum, carried) = total.addingReportingOverflow(product)
            guard !overflowed, !carried else { throw Self.tooLong }
            units = units[(place + 1)...]
            total = sum
            components += 1
        }
        guard components > 0 else { throw Self.malformed }
        self.init(seconds: total)
    }

    /// Reads the period of a notification: a duration up to ``longestPeriod``, where a lone `P<n>M` means n minutes.
    ///
    /// The reference API writes `P5M` for five minutes.
    /// - Throws: ``TimeSyntaxFailure`` as ``init(iso8601:)`` and for longer ones.
    package static func period(_ text: some StringProtocol) throws(TimeSyntaxFailure) -> ISODuration {
        var duration = try loneMinutes(text)
        if duration == nil { duration = try ISODuration(iso8601: text) }
        guard let duration, duration <= longestPeriod else {
            throw TimeSyntaxFailure(.outOfRange, "a period is at most P365D")
        }
        return duration
    }

    private static func loneMinutes(_ text: some StringProtocol) throws(TimeSyntaxFailure) -> ISODuration? {
        guard text.utf8.count <= 64 else { return nil }
        let bytes = Array(text.utf8)
        guard
            bytes.count > 2, designator(bytes[0]) == UInt8(ascii: "P"),
            designator(bytes[bytes.count - 1]) == UInt8(ascii: "M"), bytes[1..<bytes.count - 1].allSatisfy(isDigit)
        else { return nil }
        var index = 1
        let (seconds, overflowed) = try number(in: bytes, at: &index).multipliedReportingOverflow(by: 60)
        guard !overflowed else { throw tooLong }
        return ISODuration(seconds: seconds)
    }

    private static let dateUnits: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "W"), 604_800), (UInt8(ascii: "D"), 86_400),
    ]
    private static let timeUnits: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "H"), 3_600), (UInt8(ascii: "M"), 60), (UInt8(ascii: "S"), 1),
    ]

    /// The upper case of an ASCII letter, everything else as it is.
    private static func designator(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func number(in bytes: [UInt8], at index: inout Int) throws(TimeSyntaxFailure) -> Int64 {
        let start = index
        var value: Int64 = 0
        while index < bytes.count, isDigit(bytes[index]) {
            let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = shifted.addingReportingOverflow(Int64(bytes[index] - UInt8(ascii: "0")))
            guard !overflowed, !carried else { throw tooLong }
            value = sum
            index += 1
        }
        guard index > start else {
            let isSign = index < bytes.count && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+"))
            throw isSign ? TimeSyntaxFailure(.unsupportedUnit, "a duration has no sign") : malformed
        }
        return value
    }

    private static func refusal(of letter: UInt8, isTime: Bool) -> TimeSyntaxFailure {
        switch letter {
        case UInt8(ascii: "."), UInt8(ascii: ","):
            TimeSyntaxFailure(.unsupportedUnit, "a duration has whole seconds, no fractions")
        case UInt8(ascii: "Y"), UInt8(ascii: "M"):
            isTime ? malformed : TimeSyntaxFailure(.unsupportedUnit, "years and months have no fixed length")
        default:
            malformed
        }
    }

    private static var malformed: TimeSyntaxFailure {
        TimeSyntaxFailure(.malformed, "not a duration such as PT1H30M (ISO 8601)")
    }

    private static var tooLong: TimeSyntaxFailure {
        TimeSyntaxFailure(.outOfRange, "the duration is too long")
    }
}
