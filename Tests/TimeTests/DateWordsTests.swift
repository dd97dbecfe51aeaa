// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Time

@Suite struct DateWordsTests {
    @Test(arguments: [DateWords.english, .german]) func everyLanguageNamesEveryDayAndMonth(words: DateWords) throws {
        #expect(Set(words.weekdays).count == 7 && Set(words.months).count == 12)
        #expect((words.weekdays + words.months).allSatisfy { !$0.isEmpty })
    }

    @Test func daysAreWrittenAsTheLanguageDoes() throws {
        let date = try #require(CivilDate(year: 2030, month: 1, day: 31))
        #expect(DateWords.english.weekday(date) == "Thursday" && DateWords.german.weekday(date) == "Donnerstag")
        #expect(DateWords.english.longDate(date) == "31 January 2030")
        #expect(DateWords.german.longDate(date) == "31. Januar 2030")
    }

    @Test(arguments: [
        (0, 0, "00:00", "12:00 AM"), (9, 5, "09:05", "9:05 AM"), (12, 0, "12:00", "12:00 PM"),
        (23, 59, "23:59", "11:59 PM"),
    ])
    func theClockIsReadBothWays(hour: Int, minute: Int, time24: String, time12: String) throws {
        let time = try #require(WallTime(year: 2030, month: 1, day: 1, hour: hour, minute: minute))
        #expect(ClockText.time24(time) == time24 && ClockText.time12(time) == time12)
    }

    @Test(arguments: [
        (0, "UTC+00:00"), (20_700, "UTC+05:45"), (-12_600, "UTC-03:30"), (1_172, "UTC+00:19:32"), (.min, "UTC-24:00"),
    ])
    func offsetsHaveSecondsOnlyWhereAZoneHas(seconds: Int, text: String) {
        #expect(ClockText.offset(seconds) == text)
    }
}
