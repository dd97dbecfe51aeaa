// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Time

@Suite struct WallTimeTests {
    @Test func everyDayOfTheCalendarFollowsTheOneBefore() throws {
        var date = try #require(CivilDate(year: 1, month: 1, day: 1))
        let last = try #require(CivilDate(year: 9_999, month: 12, day: 31))
        var days = date.daysSinceEpoch
        var weekday = date.weekday.rawValue
        #expect(date.weekday == .monday)
        while date < last {
            days += 1
            let next = CivilDate(daysSinceEpoch: days)
            weekday = weekday % 7 + 1
            guard
                next > date, next.daysSinceEpoch == days, next.weekday.rawValue == weekday,
                CivilDate(year: next.year, month: next.month, day: next.day) == next
            else {
                Issue.record("\(next) after \(date)")
                return
            }
            date = next
        }
        #expect(days == 2_932_896)
    }

    @Test(arguments: [
        ("1970-01-01", 0, CivilDate.Weekday.thursday), ("2022-01-31", 19_023, .monday),
        ("2000-02-29", 11_016, .tuesday), ("1969-12-31", -1, .wednesday), ("2026-03-29", 20_541, .sunday),
    ])
    func knownDaysAreRight(text: String, days: Int, weekday: CivilDate.Weekday) throws {
        let date = try CivilDate(text)
        #expect(date.daysSinceEpoch == days)
        #expect(date.weekday == weekday)
        #expect(CivilDate(daysSinceEpoch: days).text == text)
    }

    @Test func daysSaturate() {
        #expect(CivilDate(daysSinceEpoch: .max).text == "10000-12-31")
        #expect(CivilDate(daysSinceEpoch: .min).text == "0000-01-01")
    }

    @Test(arguments: [
        ("2026-11-23", 10, "2036-11-23"), ("2028-02-29", 10, "2038-02-28"), ("2028-02-29", 4, "2032-02-29"),
        ("2096-02-29", 4, "2100-02-28"), ("2028-02-29", -1, "2027-02-28"), ("2027-02-28", 1, "2028-02-28"),
        ("2028-03-01", 10, "2038-03-01"), ("9999-06-01", 1, "10000-06-01"), ("9999-06-01", 2, "10000-12-31"),
        ("0001-06-01", -1, "0000-06-01"), ("0001-06-01", -2, "0000-01-01"), ("2026-11-23", Int.max, "10000-12-31"),
        ("2026-11-23", Int.min, "0000-01-01"),
    ])
    func aYearLaterIsTheSameDay(text: String, years: Int, expected: String) throws {
        #expect(try CivilDate(text).adding(years: years).text == expected)
    }

    @Test(arguments: [
        ("2028-02-29T12:30:00.000001Z", 10, "2038-02-28T12:30:00.000001Z"),
        ("1960-02-29T23:59:59.9Z", 1, "1961-02-28T23:59:59.9Z"),
        ("9990-06-01T00:00:00Z", 10, "9999-12-31T23:59:59.999999Z"),
    ])
    func anInstantYearsLaterHasTheSameTimeOfDay(text: String, years: Int, expected: String) throws {
        #expect(try Instant(rfc3339: text).adding(years: years).rfc3339 == expected)
    }

    @Test func textsAreReadAsTheyWereWritten() throws {
        #expect(try WallTime("2022-01-31T20:00:00").text == "2022-01-31T20:00:00")
        #expect(try WallTime("2022-01-31t20:00:00.250").text == "2022-01-31T20:00:00.25")
        #expect(try WallTime("2022-01-31T20:00:00") == WallTime(year: 2022, month: 1, day: 31, hour: 20))
    }

    @Test(arguments: [
        "2022-01-31T20:00:00Z", "2022-01-31T20:00", "2022-01-31", "2022-02-30T20:00:00", "2022-01-31T24:00:00",
        "2022-01-31T20:00:60", "2022-01-31T20:00:00+01:00", "",
    ])
    func textsThatAreNoWallTimeAreRefused(text: String) {
        #expect(throws: TimeSyntaxFailure.self) { try WallTime(text) }
    }

    @Test func impossibleFieldsAreRefused() {
        #expect(WallTime(year: 2023, month: 2, day: 29) == nil)
        #expect(WallTime(year: 0, month: 1, day: 1) == nil)
        #expect(WallTime(year: 2022, month: 1, day: 1, hour: 24) == nil)
        #expect(WallTime(year: 2022, month: 1, day: 1, minute: -1) == nil)
        #expect(WallTime(year: .max, month: .max, day: .min) == nil)
    }

    @Test func theDialGoesOnAcrossDays() throws {
        let time = try WallTime("2024-02-28T23:30:00")
        #expect((time + .seconds(3_600)).text == "2024-02-29T00:30:00")
        #expect((time + .seconds(-86_400)).text == "2024-02-27T23:30:00")
        #expect((time + .seconds(Int64.max)).year == 10_000)
        #expect(time < time + .microseconds(1))
    }
}
