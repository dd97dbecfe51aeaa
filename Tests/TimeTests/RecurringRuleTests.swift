// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Time

@Suite struct RecurringRuleTests {
    private func rule(_ text: String) -> RecurringRule? {
        RecurringRule(posix: Array(text.utf8)[...])
    }

    private func offset(_ text: String, at instant: String) throws -> Int {
        let rule = try #require(self.rule(text))
        let instant = try Instant(rfc3339: instant)
        return rule.localType(at: Int(instant.microseconds / 1_000_000)).offset
    }

    @Test(
        arguments: [
            ("EET-2EEST,M3.5.0/3,M10.5.0/4", "2026-03-29T00:59:59Z", 7_200),
            ("EET-2EEST,M3.5.0/3,M10.5.0/4", "2026-03-29T01:00:00Z", 10_800),
            ("EET-2EEST,M3.5.0/3,M10.5.0/4", "2026-10-25T00:59:59Z", 10_800),
            ("EET-2EEST,M3.5.0/3,M10.5.0/4", "2026-10-25T01:00:00Z", 7_200),
            // South of the equator daylight time lies across the new year.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00:00Z", 36_000),
            // Negative saving and times before midnight.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3_600),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7_200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3_600),
            // Beyond 24 hours: Saturday 02:00 said as Thursday 50:00.
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 7_200),
            ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 10_800),
            // Days of the year, with and without February 29.
            ("A0B,J60/0,J300/0", "2024-02-29T12:00:00Z", 0),
            ("A0B,J60/0,J300/0", "2024-03-01T00:00:00Z", 3_600),
            ("A0B,59/0,300/0", "2024-02-29T00:00:00Z", 3_600),
            ("A0B,59/0,300/0", "2023-02-28T23:59:59Z", 0),
            // All the year: RFC 8536 section 3.3.1.
            ("XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-12-31T23:59:59Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14_400),
            ("<+0545>-5:45", "2026-07-01T00:00:00Z", 20_700),
        ] as [(String, String, Int)])
    func rulesHoldAtAnInstant(text: String, instant: String, expected: Int) throws {
        #expect(try offset(text, at: instant) == expected)
    }

    @Test(arguments: [
        "", "EET", "2", "EET-2EEST", "EET-2EEST,", "EET-2EEST,M3.5.0/3", "EET-2EEST,M3.5.0/3,", "<EET-2", "<>-2",
        "EET-25", "EET-2EEST,M13.5.0,M10.5.0", "EET-2EEST,M3.6.0,M10.5.0", "EET-2EEST,M3.5.7,M10.5.0",
        "EET-2EEST,J0,J5", "EET-2EEST,J366,J5", "EET-2EEST,366,5", "EET-2EEST,M3.5.0/168,M10.5.0",
        "EET-2EEST,M3.5.0/3,M10.5.0/4junk", "EET-2:60", "EET-99999999999999999999", "EET--2",
    ])
    func textsThatAreNoRuleAreRefused(text: String) {
        #expect(rule(text) == nil)
    }
}
