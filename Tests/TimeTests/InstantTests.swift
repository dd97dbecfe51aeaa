// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Time

@Suite struct InstantTests {
    @Test(
        arguments: [
            ("2022-01-31T19:00:00Z", "2022-01-31T19:00:00.0Z"),
            ("2022-01-31t19:00:00z", "2022-01-31T19:00:00.0Z"),
            ("2022-01-31T20:00:00+01:00", "2022-01-31T19:00:00.0Z"),
            ("2022-01-31T19:00:00-00:00", "2022-01-31T19:00:00.0Z"),
            ("2022-01-31T19:00:00+00:00", "2022-01-31T19:00:00.0Z"),
            ("2022-02-01T18:59:00+23:59", "2022-01-31T19:00:00.0Z"),
            ("2022-01-30T19:01:00-23:59", "2022-01-31T19:00:00.0Z"),
            ("2022-02-01T00:45:00+05:45", "2022-01-31T19:00:00.0Z"),
            ("2022-01-31T19:00:00.5Z", "2022-01-31T19:00:00.5Z"),
            ("2022-01-31T19:00:00.000Z", "2022-01-31T19:00:00.0Z"),
            ("2022-01-31T19:00:00.120Z", "2022-01-31T19:00:00.12Z"),
            ("2022-01-31T19:00:00.123456Z", "2022-01-31T19:00:00.123456Z"),
            ("2022-01-31T19:00:00.123456999Z", "2022-01-31T19:00:00.123456Z"),
            ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0Z"),
            ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.0Z"),
            ("2022-12-31T23:59:59Z", "2022-12-31T23:59:59.0Z"),
            ("2022-12-31T23:30:00-01:00", "2023-01-01T00:30:00.0Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ] as [(String, String)])
    func wellFormedInstantsAreReadAndWrittenInUTC(text: String, expected: String) throws {
        #expect(try Instant(rfc3339: text).rfc3339 == expected)
    }

    @Test(
        arguments: [
            ("", TimeSyntaxFailure.Code.malformed),
            ("2022-01-31", .malformed),
            ("2022-01-31T19:00:00", .malformed),
            ("2022-01-31T19:00Z", .malformed),
            ("2022-01-31 19:00:00Z", .malformed),
            ("20220131T190000Z", .malformed),
            ("2022-1-31T19:00:00Z", .malformed),
            ("22-01-31T19:00:00Z", .malformed),
            ("+10000-01-31T19:00:00Z", .malformed),
            ("10000-01-31T19:00:00Z", .malformed),
            ("-2022-01-31T19:00:00Z", .malformed),
            (" 2022-01-31T19:00:00Z", .malformed),
            ("2022-01-31T19:00:00Z ", .malformed),
            ("2022-01-31T19:00:00Zjunk", .malformed),
            ("2022-01-31T19:00:00Z\0", .malformed),
            ("2022-01-31T19:00:00.Z", .malformed),
            ("2022-01-31T19:00:00,5Z", .malformed),
            ("2022-01-31T19:00:00.1234567890Z", .malformed),
            ("2022-01-31T19:00:00+0100", .malformed),
            ("2022-01-31T19:00:00+01", .malformed),
            ("2022-01-31T19:00:00+1:00", .malformed),
            ("2022-01-31T19:00:00 +01:00", .malformed),
            ("2022-01-31T19:00:00UTC", .malformed),
            ("2022-01-31T19:00:00+01:00[Europe/Berlin]", .malformed),
            ("2022-01-31T19:00:-1Z", .malformed),
            ("２０２２-01-31T19:00:00Z", .malformed),
            ("infinity", .malformed), ("tomorrow", .malformed), ("now", .malformed), ("allballs", .malformed),
            ("1643655600", .malformed),
            ("0000-01-01T00:00:00Z", .noSuchDate),
            ("2022-02-30T19:00:00Z", .noSuchDate),
            ("2022-02-29T19:00:00Z", .noSuchDate),
            ("1900-02-29T19:00:00Z", .noSuchDate),
            ("2022-04-31T19:00:00Z", .noSuchDate),
            ("2022-13-01T19:00:00Z", .noSuchDate),
            ("2022-00-10T19:00:00Z", .noSuchDate),
            ("2022-01-00T19:00:00Z", .noSuchDate),
            ("2022-01-32T19:00:00Z", .noSuchDate),
            ("2022-01-31T24:00:00Z", .noSuchTime),
            ("2022-01-31T25:00:00Z", .noSuchTime),
            ("2022-01-31T19:60:00Z", .noSuchTime),
            ("2016-12-31T23:59:60Z", .noSuchTime),
            ("2022-01-31T19:00:61Z", .noSuchTime),
            ("2022-01-31T19:00:00+24:00", .noSuchOffset),
            ("2022-01-31T19:00:00+99:99", .noSuchOffset),
            ("2022-01-31T19:00:00-01:60", .noSuchOffset),
            ("0001-01-01T00:00:00+00:01", .outOfRange),
            ("9999-12-31T23:59:59-00:01", .outOfRange),
        ] as [(String, TimeSyntaxFailure.Code)])
    func everythingElseIsRefused(text: String, code: TimeSyntaxFailure.Code) {
        let failure = #expect(throws: TimeSyntaxFailure.self) { try Instant(rfc3339: text) }
        #expect(failure?.code == code)
    }

    @Test func tenKilobytesOfDigitsAreRefused() {
        let digits = String(repeating: "9", count: 10_000)
        #expect(throws: TimeSyntaxFailure.self) { try Instant(rfc3339: "2022-01-31T19:00:00." + digits + "Z") }
        #expect(throws: TimeSyntaxFailure.self) { try Instant(rfc3339: digits) }
    }

    @Test func arithmeticSaturates() {
        let year: ISODuration = .init(seconds: 31_536_000)
        #expect(Instant(microseconds: .max) == .latest)
        #expect(Instant(microseconds: .min) == .earliest)
        #expect(Instant.latest + year == .latest)
        #expect(Instant.earliest - year == .earliest)
        #expect(Instant(microseconds: 0) + ISODuration(seconds: .max) == .latest)
        #expect(Instant(microseconds: 0) - ISODuration(seconds: .max) == .earliest)
        #expect(Instant(microseconds: 0) + .seconds(Int64.max) == .latest)
        #expect(Instant(microseconds: 0) - .seconds(Int64.max) == .earliest)
        #expect(Instant(microseconds: 0) + .seconds(Int64.min) == .earliest)
        #expect(Instant.latest - Instant.earliest == .microseconds(315_537_897_599_999_999))
    }

    @Test func arithmeticKeepsMicroseconds() throws {
        let instant = try Instant(rfc3339: "2022-01-31T19:00:00.000001Z")
        #expect((instant + .milliseconds(1_500)).rfc3339 == "2022-01-31T19:00:01.500001Z")
        #expect((instant - .microseconds(2)).rfc3339 == "2022-01-31T18:59:59.999999Z")
        #expect((instant + ISODuration(seconds: 3_600)) - instant == .seconds(3_600))
        #expect(instant + .nanoseconds(999) == instant)
        #expect(instant < instant + .microseconds(1))
    }

    @Test func millisecondsAreRoundedTowardsThePast() {
        #expect(Instant(microseconds: 1_999).millisecondsSinceEpoch == 1)
        #expect(Instant(microseconds: -1).millisecondsSinceEpoch == -1)
        #expect(Instant(microseconds: -1_000).millisecondsSinceEpoch == -1)
        #expect(Instant(microseconds: 1_643_655_600_000_000).rfc3339 == "2022-01-31T19:00:00.0Z")
    }

    @Test func theSystemClockShowsThePresent() {
        let before = Instant.now()
        let now = WallClock.system.now()
        #expect(now >= before)
        #expect(now > Instant(microseconds: 1_700_000_000_000_000))
    }

    @Test func aClockShowsWhatItIsGiven() {
        let clock = WallClock(now: { Instant(microseconds: 5) })
        #expect(clock.now().microseconds == 5)
    }
}
