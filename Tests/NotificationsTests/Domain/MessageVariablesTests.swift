// SPDX-License-Identifier: Apache-2.0
import MessageTemplates
import NotificationsService
import SchedulingContract
import Testing
import Time

@Suite struct MessageVariablesTests {
    @Test func valuesAreTheAppointmentsWallTimeAndTheRecipientsName() throws {
        let values = try Facts.variables().values
        #expect(
            values == [
                "firstName": "Ada", "lastName": "Lovelace", "title": "Consultation",
                "calendarLink": "https://suite.example/api/cal/events/ical/0f8fad5b-d9cb-469f-a165-70867728950e/event",
                "googleLink": "https://suite.example/api/cal/events/google/0f8fad5b-d9cb-469f-a165-70867728950e/event",
                "duration": "30 minutes", "zone": "Europe/Berlin, UTC+01:00", "time24": "20:00", "time12": "8:00 PM",
                "weekday": "Thursday", "longDate": "31 January 2030",
            ])
    }

    @Test(arguments: [
        // Both sides of both transitions, half-hour and quarter-hour zones, and a zone without daylight saving time.
        ("2030-03-31T00:59:00.0Z", "Europe/Berlin", "01:59", "1:59 AM", "Europe/Berlin, UTC+01:00", "31 March 2030"),
        ("2030-03-31T01:00:00.0Z", "Europe/Berlin", "03:00", "3:00 AM", "Europe/Berlin, UTC+02:00", "31 March 2030"),
        ("2030-10-27T00:30:00.0Z", "Europe/Berlin", "02:30", "2:30 AM", "Europe/Berlin, UTC+02:00", "27 October 2030"),
        ("2030-10-27T01:30:00.0Z", "Europe/Berlin", "02:30", "2:30 AM", "Europe/Berlin, UTC+01:00", "27 October 2030"),
        (
            "2030-07-01T16:00:00.0Z", "America/New_York", "12:00", "12:00 PM", "America/New_York, UTC-04:00",
            "1 July 2030"
        ),
        (
            "2030-01-01T05:00:00.0Z", "America/New_York", "00:00", "12:00 AM", "America/New_York, UTC-05:00",
            "1 January 2030"
        ),
        (
            "2030-07-01T00:00:00.0Z", "Australia/Lord_Howe", "10:30", "10:30 AM", "Australia/Lord_Howe, UTC+10:30",
            "1 July 2030"
        ),
        (
            "2030-01-01T00:00:00.0Z", "Australia/Lord_Howe", "11:00", "11:00 AM", "Australia/Lord_Howe, UTC+11:00",
            "1 January 2030"
        ),
        ("2030-05-05T20:00:00.0Z", "Asia/Kathmandu", "01:45", "1:45 AM", "Asia/Kathmandu, UTC+05:45", "6 May 2030"),
    ])
    func zoneAndTimeAreThoseOfTheAppointmentsInstant(
        start: String, zone: String, time24: String, time12: String, shown: String, date: String
    ) throws {
        let values = try Facts.variables(try Facts.appointment(at: start, in: zone)).values
        #expect(values["time24"] == time24)
        #expect(values["time12"] == time12)
        #expect(values["zone"] == shown)
        #expect(values["longDate"] == date)
    }

    @Test(arguments: [
        ("PT1M", "1 minute"), ("PT45M", "45 minutes"), ("PT1H", "1 hour"), ("PT1H30M", "1 hour 30 minutes"),
        ("P1D", "24 hours"), ("PT2H1S", "2 hours 1 second"), ("PT0S", "0 minutes"),
    ])
    func durationsAreWrittenInWords(iso: String, words: String) throws {
        #expect(try Facts.variables(Facts.appointment(duration: iso)).values["duration"] == words)
    }

    @Test func whatIsUnknownOrEmptyHasNoValue() throws {
        let values = try Facts.variables(
            Facts.appointment(title: ""), Facts.contact(firstName: nil, lastName: "")
        ).values
        #expect(values["title"] == nil)
        #expect(values["firstName"] == nil)
        #expect(values["lastName"] == nil)
        #expect(values["roomLink"] == nil)
    }

    @Test func namesAndTitlesStayOnOneLine() throws {
        let values = try Facts.variables(
            Facts.appointment(title: "a\r\nb"), Facts.contact(firstName: "c\u{2028}d", lastName: "e\u{0}f")
        ).values
        #expect(values["title"] == "a  b")
        #expect(values["firstName"] == "c d")
        #expect(values["lastName"] == "e f")
    }

    @Test(arguments: [
        ("en", "de", "Thursday"), ("en_US", "de", "Thursday"), ("de-AT", "en", "Donnerstag"),
        ("de_CH", "en", "Donnerstag"),
        ("tlh", "de-DE", "Donnerstag"), ("tlh", "tlh", "Thursday"), ("", "fr", "Thursday"), (nil, "de", "Donnerstag"),
    ])
    func everyLocaleFindsALanguage(recipient: String?, appointment: String, weekday: String) throws {
        let values = try Facts.variables(Facts.appointment(locale: appointment), Facts.contact(locale: recipient))
            .values
        #expect(values["weekday"] == weekday)
    }

    @Test func theApplicationsLanguageIsTheLastResort() throws {
        let facts = Facts.appointment(locale: "fr")
        let values = try MessageVariables(
            facts: facts, contact: Facts.contact(locale: "tlh"), links: Facts.links(facts), applicationLocale: "de-DE"
        ).values
        #expect(values["longDate"] == "31. Januar 2030")
    }

    @Test(arguments: [("PT1M", "1 Minute"), ("PT1H30M", "1 Stunde 30 Minuten"), ("PT2H1S", "2 Stunden 1 Sekunde")])
    func durationsAreWrittenInGerman(iso: String, words: String) throws {
        #expect(try Facts.variables(Facts.appointment(duration: iso, locale: "de")).values["duration"] == words)
    }

    @Test(arguments: [
        ("dd.MM.yyyy", "31.01.2030"), ("MM/dd/yyyy", "01/31/2030"), ("yyyy-MM-dd", "2030-01-31"), ("yyyy", "2030"),
        ("dd.MM", "31.01"), ("MM-yyyy", "01-2030"),
    ])
    func datePatternsWriteTheDay(pattern: String, text: String) throws {
        let date = try #require(CivilDate(year: 2030, month: 1, day: 31))
        #expect(DatePattern(pattern[...])?.text(of: date) == text)
    }

    @Test(arguments: ["", "d", "DD", "ddMM", "dd.", ".dd", "dd..MM", "dd MM", "dd:MM", "yyyyy", "mm", "dd.MM.yy"])
    func otherTextsAreNoDatePattern(text: String) {
        #expect(DatePattern(text[...]) == nil)
    }

    @Test func unreadableFactsAreRefused() {
        #expect(throws: TimeSyntaxFailure.self) { try Facts.variables(Facts.appointment(wallTime: "soon")) }
    }
}
