// SPDX-License-Identifier: Apache-2.0
import Foundation
import NotificationsContract
import NotificationsService
import SchedulingContract
import Testing
import Time

@Suite struct MailMessageTests {
    @Test func theConfirmationHasEveryHeaderOnce() throws {
        #expect(
            try Messages.confirmation().headers == [
                "Date: Sat, 1 Dec 2029 08:00:01 +0000",
                "From: \"Video Calls\" <calls@suite.example>",
                "To: <ada@example.com>",
                "Subject: Your video appointment: 31 January 2030, 20:00",
                "Message-ID: <b5a9d1c0-58cc-4372-a567-0e02b2c3d479@suite.example>",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: multipart/alternative",
            ])
    }

    @Test func textComesBeforeHTMLBeforeTheInvitation() throws {
        let parts = try Messages.confirmation().parts
        #expect(
            parts.map(\.type) == [
                "text/plain; charset=utf-8", "text/html; charset=utf-8",
                "text/calendar; charset=utf-8; method=REQUEST",
            ])
    }

    @Test func theInvitationIsTheCalendarsEntryWithItsAttendee() throws {
        let facts = Facts.appointment(
            plan: [
                PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil),
                PlannedNotification(type: "REMINDER", channel: "EMAIL", period: "PT1H"),
            ], revision: 3)
        let part = try #require(try Messages.confirmation(facts).parts.last)
        let lines = part.body.replacing("\r\n ", with: "").split(separator: "\r\n")
        for line in [
            "METHOD:REQUEST", "UID:0f8fad5b-d9cb-469f-a165-70867728950e@suite.example", "SEQUENCE:3",
            "DTSTART:20300131T190000Z", "DTEND:20300131T193000Z", "SUMMARY:Consultation", "STATUS:CONFIRMED",
            "DTSTAMP:20291201T080001Z",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
        #expect(lines.contains { $0.hasPrefix("ORGANIZER") && $0.hasSuffix("mailto:calls@suite.example") })
        #expect(lines.contains { $0.hasPrefix("ATTENDEE") && $0.hasSuffix("mailto:ada@example.com") })
        #expect(lines.filter { $0 == "BEGIN:VALARM" }.count == 1)
    }

    @Test func hostileNamesAndTitlesAddNoHeader() throws {
        let hostile = "x\r\nBcc: eve@example.com\r\n\r\n\u{2028}body\u{85}\u{0}<script>"
        let message = try Messages.confirmation(
            Facts.appointment(title: hostile), Facts.contact(firstName: hostile, lastName: hostile))
        for header in message.headers {
            expectOneField(header)
        }
        let html = try #require(message.html)
        #expect(!html.contains("<script>"))
    }

    @Test func generatedSubjectsAndNamesStayOneFieldAndReadTheSame() throws {
        var generator = SeededGenerator(seed: 35)
        let alphabet = Array("ab \r\n\t\u{0}\u{7f}\u{85}\u{2028}:;,<>@\"\\=?_éß漢字👩‍👩‍👧\u{301}\u{202e}".unicodeScalars)
        for _ in 0..<1_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...120, using: &generator) {
                text.append(alphabet.randomElement(using: &generator) ?? "a")
            }
            let subject = MailText.unstructured(String(text))
            expectOneField("Subject: \(subject)")
            expectOneField("From: \(MailText.mailbox(String(text), "calls@suite.example"))")
            #expect(try decoded(subject) == SingleLine.of(String(text)))
        }
    }

    @Test func datesAreWrittenAsRFC5322() throws {
        #expect(MailText.date(try Instant(rfc3339: "2024-02-29T23:59:59.9Z")) == "Thu, 29 Feb 2024 23:59:59 +0000")
        #expect(MailText.date(.latest) == "Fri, 31 Dec 9999 23:59:59 +0000")
        #expect(MailText.date(.earliest) == "Mon, 1 Jan 0001 00:00:00 +0000")
    }

    @Test func bodiesHaveOnlyWholeLineEnds() {
        #expect(MailText.body("a\nb\r\nc\rd\u{0}e\tf") == "a\r\nb\r\nc\r\nd e\tf")
        #expect(MailText.body("\n\n\r\r\n") == "\r\n\r\n\r\n\r\n")
    }

    /// One header field: ASCII, folded lines of at most 76 characters, nothing else between CR and LF.
    private func expectOneField(_ header: String) {
        let lines = header.replacing("\r\n ", with: "\u{1}").split(separator: "\u{1}", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } }, "\(header.debugDescription)")
        #expect(lines.count == 1 || lines.allSatisfy { $0.utf8.count <= 76 }, "\(header.debugDescription)")
    }

    /// What a reader shows for an unstructured value (RFC 2047, section 6.2).
    private func decoded(_ value: String) throws -> String {
        guard value.hasPrefix("=?UTF-8?B?") else { return value }
        return try value.replacing("\r\n ", with: "\u{1}").split(separator: "\u{1}").map { word in
            #expect(word.hasPrefix("=?UTF-8?B?") && word.hasSuffix("?=") && word.utf8.count <= 75)
            let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            return try #require(String(data: data, encoding: .utf8))
        }.joined()
    }
}
