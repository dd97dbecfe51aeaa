// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Time

@Suite struct ISODurationTests {
    @Test(
        arguments: [
            ("PT5M", 300, "PT5M"), ("PT5M0s", 300, "PT5M"), ("PT300S", 300, "PT5M"), ("pt5m", 300, "PT5M"),
            ("PT0S", 0, "PT0S"), ("P0D", 0, "PT0S"), ("P0W", 0, "PT0S"), ("PT1H30M", 5_400, "PT1H30M"),
            ("PT90M", 5_400, "PT1H30M"), ("P1D", 86_400, "P1D"), ("PT24H", 86_400, "P1D"),
            ("PT36H", 129_600, "P1DT12H"), ("P1DT12H", 129_600, "P1DT12H"), ("P1W", 604_800, "P7D"),
            ("P1W1D", 691_200, "P8D"), ("P30D", 2_592_000, "P30D"), ("PT1H1S", 3_601, "PT1H1S"),
            ("P1DT1S", 86_401, "P1DT1S"), ("PT0005M", 300, "PT5M"), ("PT0H5M", 300, "PT5M"),
            ("PT9223372036854775807S", Int64.max, "P106751991167300DT15H30M7S"),
        ] as [(String, Int64, String)])
    func wellFormedDurationsAreReadAndWrittenCanonically(text: String, seconds: Int64, canonical: String) throws {
        let duration = try ISODuration(iso8601: text)
        #expect(duration.seconds == seconds)
        #expect(duration.iso8601 == canonical)
        #expect(try ISODuration(iso8601: canonical) == duration)
    }

    @Test(
        arguments: [
            ("", TimeSyntaxFailure.Code.malformed), ("P", .malformed), ("PT", .malformed), ("T5M", .malformed),
            ("5M", .malformed), ("P1DT", .malformed), ("PT5", .malformed), ("P5", .malformed), ("PTM", .malformed),
            ("PT5M5M", .malformed), ("PT5S5M", .malformed), ("PT1M1H", .malformed), ("P1D1W", .malformed),
            ("PT1D", .malformed), ("P5S", .malformed), ("P1H", .malformed), ("PTT5M", .malformed),
            ("PT5MT", .malformed),
            ("PT5M ", .malformed), (" PT5M", .malformed), ("PT 5M", .malformed), ("PT5M\0", .malformed),
            ("PT1e9S", .malformed), ("PT0x5S", .malformed), ("PT５M", .malformed), ("00:05", .malformed),
            ("-P1D", .malformed), ("+PT5M", .malformed), ("P1Y", .unsupportedUnit), ("P1M", .unsupportedUnit),
            ("P1M1D", .unsupportedUnit), ("P1Y2M3DT4H", .unsupportedUnit), ("P-1D", .unsupportedUnit),
            ("PT-5M", .unsupportedUnit), ("PT+5M", .unsupportedUnit), ("PT1.5H", .unsupportedUnit),
            ("PT0,5S", .unsupportedUnit), ("PT5.0M", .unsupportedUnit), ("P99999999999Y", .unsupportedUnit),
            ("PT1Y", .malformed), ("PT9223372036854775808S", .outOfRange), ("P106751991167301D", .outOfRange),
            ("PT153722867280912931M", .outOfRange), ("PT2562047788015215H31M", .outOfRange),
            ("P99999999999999999999D", .outOfRange),
        ] as [(String, TimeSyntaxFailure.Code)])
    func everythingElseIsRefused(text: String, code: TimeSyntaxFailure.Code) {
        let failure = #expect(throws: TimeSyntaxFailure.self) { try ISODuration(iso8601: text) }
        #expect(failure?.code == code)
    }

    @Test func tenKilobytesOfDigitsAreRefused() {
        for digit in ["0", "9"] {
            let digits = String(repeating: digit, count: 10_000)
            #expect(throws: TimeSyntaxFailure.self) { try ISODuration(iso8601: "PT\(digits)S") }
            #expect(throws: TimeSyntaxFailure.self) { try ISODuration.period("P\(digits)M") }
        }
    }

    @Test(
        arguments: [
            ("P5M", 300, "PT5M"), ("p5m", 300, "PT5M"), ("P1440M", 86_400, "P1D"), ("P0M", 0, "PT0S"),
            ("PT5M", 300, "PT5M"), ("P1D", 86_400, "P1D"), ("PT0S", 0, "PT0S"), ("P365D", 31_536_000, "P365D"),
            ("P525600M", 31_536_000, "P365D"), ("PT8760H", 31_536_000, "P365D"), ("P1W", 604_800, "P7D"),
        ] as [(String, Int64, String)])
    func aLoneMonthOfAPeriodIsAMinute(text: String, seconds: Int64, canonical: String) throws {
        let period = try ISODuration.period(text)
        #expect(period.seconds == seconds)
        #expect(period.iso8601 == canonical)
    }

    @Test(arguments: [
        "P1Y", "P1Y5M", "P5M1D", "P1W5M", "P5MT5M", "PM", "P-5M", "P5.5M", "P366D", "P365DT1S", "P525601M",
        "P9223372036854775807M", "P99999999999999999999M", "", "P", "5M",
    ])
    func otherPeriodsAreRefused(text: String) {
        #expect(throws: TimeSyntaxFailure.self) { try ISODuration.period(text) }
    }

    @Test func durationsCompareByLength() throws {
        #expect(try ISODuration(iso8601: "PT5M") == ISODuration(iso8601: "PT300S"))
        #expect(try ISODuration(iso8601: "PT59S") < ISODuration(iso8601: "PT1M"))
        #expect(try ISODuration(iso8601: "PT25H") > ISODuration(iso8601: "P1D"))
        #expect(ISODuration(seconds: -5) == .zero)
        #expect(ISODuration(seconds: 90).duration == .seconds(90))
    }
}
