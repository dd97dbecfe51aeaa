// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Testing
import Time

@Suite struct CalendarDocumentTests {
    private static let organizer = CalendarAddress(email: "no-reply@example.test", name: "Appointments")

    private static func event(
        title: String? = "Advice", organizer: CalendarAddress = Self.organizer, alarms: [Int64] = [], sequence: Int = 3
    ) throws -> CalendarEvent {
        CalendarEvent(
            appointment: "3f0c", domain: "calendar.example.test", sequence: sequence,
            start: try Instant(rfc3339: "2022-01-31T20:00:00+02:00"), end: try Instant(rfc3339: "2022-01-31T18:30:00Z"),
            title: title, organizer: organizer, alarms: alarms.map { ISODuration(seconds: $0) },
            created: try Instant(rfc3339: "2022-01-01T08:00:00.123456Z"),
            lastModified: try Instant(rfc3339: "2022-01-02T08:00:00Z"),
            stamp: try Instant(rfc3339: "2022-01-03T08:00:00.999Z"))
    }

    @Test func aPublishedDocumentHasExactlyTheseLines() throws {
        let document = CalendarDocument(method: .publish, event: try Self.event(alarms: [300]))
        let expected = [
            "BEGIN:VCALENDAR", "PRODID:-//Appointments//Appointment Suite//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "BEGIN:VEVENT", "UID:3f0c@calendar.example.test", "SEQUENCE:3",
            "DTSTAMP:20220103T080000Z", "CREATED:20220101T080000Z", "LAST-MODIFIED:20220102T080000Z",
            "DTSTART:20220131T180000Z", "DTEND:20220131T183000Z", "SUMMARY:Advice",
            "ORGANIZER;CN=\"Appointments\":mailto:no-reply@example.test", "STATUS:CONFIRMED", "BEGIN:VALARM",
            "ACTION:DISPLAY", "DESCRIPTION:Advice", "TRIGGER:-PT5M", "END:VALARM", "END:VEVENT", "END:VCALENDAR",
        ]
        #expect(String(decoding: document.bytes(), as: UTF8.self) == expected.map { $0 + "\r\n" }.joined())
        #expect(document.contentType == "text/calendar; charset=utf-8; method=PUBLISH")
    }

    @Test func anInvitationNamesItsAttendee() throws {
        let attendee = CalendarAddress(email: "o'hara+x%y@example.test", name: "Jo \"the\" O;H,ara")
        let document = CalendarDocument(method: .request(attendee: attendee), event: try Self.event(alarms: [60]))
        let parsed = try ParsedCalendar(document.bytes())
        let line = try #require(parsed.all("ATTENDEE").first)
        #expect(line.value == "mailto:o'hara+x%25y@example.test")
        #expect(line.parameters.contains("CN=\"Jo the O;H,ara\""))
        #expect(line.parameters.contains("RSVP=FALSE"))
        #expect(parsed.value("METHOD") == "REQUEST")
        #expect(parsed.value("STATUS") == "CONFIRMED")
        #expect(document.contentType.hasSuffix("method=REQUEST"))
    }

    @Test func aCancellationIsMarkedCancelledAndRemindsNobody() throws {
        let attendee = CalendarAddress(email: "jo@example.test")
        let document = CalendarDocument(method: .cancel(attendee: attendee), event: try Self.event(alarms: [60]))
        let parsed = try ParsedCalendar(document.bytes())
        #expect(parsed.value("METHOD") == "CANCEL")
        #expect(parsed.value("STATUS") == "CANCELLED")
        #expect(parsed.all("ATTENDEE").count == 1)
        #expect(parsed.all("TRIGGER").isEmpty)
        #expect(document.contentType.hasSuffix("method=CANCEL"))
    }

    @Test func aPublishedDocumentNamesNobody() throws {
        let parsed = try ParsedCalendar(CalendarDocument(method: .publish, event: try Self.event()).bytes())
        #expect(parsed.all("ATTENDEE").isEmpty)
    }

    @Test(arguments: [nil, ""]) func anAppointmentWithoutTitleIsAVideoAppointment(title: String?) throws {
        let parsed = try ParsedCalendar(CalendarDocument(method: .publish, event: try Self.event(title: title)).bytes())
        #expect(parsed.value("SUMMARY") == "Video appointment")
    }

    @Test func eachReminderPeriodAlarmsOnce() throws {
        let event = try Self.event(alarms: [300, 86_400, 300, 0, 3_630, 90_061])
        let parsed = try ParsedCalendar(CalendarDocument(method: .publish, event: event).bytes())
        #expect(
            parsed.all("TRIGGER").map(\.value)
                == ["-P1DT1H1M1S", "-P1D", "-PT1H0M30S", "-PT5M", "PT0S"])
    }

    @Test func hostileTitlesStayOneSummary() throws {
        for title in HostileText.samples {
            let document = CalendarDocument(method: .publish, event: try Self.event(title: title, alarms: [60]))
            let parsed = try ParsedCalendar(document.bytes())
            #expect(parsed.all("BEGIN").map(\.value) == ["VCALENDAR", "VEVENT", "VALARM"])
            #expect(parsed.lines.count == 23)
            let summary = try #require(parsed.value("SUMMARY"))
            let expected = title.isEmpty ? "Video appointment" : Self.readable(title)
            #expect(ParsedCalendar.unescaped(summary) == expected)
            #expect(parsed.value("DESCRIPTION") == summary)
        }
        #expect(HostileText.samples.count >= 300)
    }

    @Test func hostileNamesStayOneQuotedParameter() throws {
        for name in HostileText.samples where !name.isEmpty {
            let organizer = CalendarAddress(email: "no-reply@example.test", name: name)
            let document = CalendarDocument(method: .publish, event: try Self.event(organizer: organizer))
            let parsed = try ParsedCalendar(document.bytes())
            #expect(parsed.lines.count == 18)
            let line = try #require(parsed.all("ORGANIZER").first)
            #expect(line.value == "mailto:no-reply@example.test")
            let parameter = try #require(line.parameters.first)
            #expect(line.parameters.count == 1)
            #expect(parameter.hasPrefix("CN=\"") && parameter.hasSuffix("\""))
            #expect(!parameter.dropFirst(4).dropLast().unicodeScalars.contains("\""))
        }
    }

    @Test(arguments: 60...90) func foldingNeverSplitsACharacter(length: Int) throws {
        for character in ["é", "漢", "😀"] {
            let title = String(repeating: "x", count: length) + String(repeating: character, count: 60)
            let document = CalendarDocument(method: .publish, event: try Self.event(title: title))
            #expect(try ParsedCalendar(document.bytes()).value("SUMMARY") == title)
        }
    }

    @Test func aLineOf75OctetsIsNotFolded() throws {
        for (length, folds) in [(67, 0), (68, 1), (141, 1), (142, 2)] {
            let title = String(repeating: "x", count: length)
            let text = String(
                decoding: CalendarDocument(method: .publish, event: try Self.event(title: title)).bytes(),
                as: UTF8.self)
            #expect(text.components(separatedBy: "\r\n ").count == folds + 1)
        }
    }

    /// What a reader shall see of a hostile text, said in another way than the writer does it.
    private static func readable(_ text: String) -> String {
        var result = ""
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            switch scalar.value {
            case 13:
                if scalars.first?.value == 10 { scalars.removeFirst() }
                result += "\n"
            case 10, 11, 12, 0x85, 0x2028, 0x2029: result += "\n"
            case 9: result += " "
            case 0..<32, 127..<160: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
