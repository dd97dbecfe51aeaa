// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import SchedulingContract
import Testing

/// Which e-mails change something in a calendar (iTIP, RFC 5546), and how.
@Suite struct CalendarPartTests {
    private func mail(_ type: NotificationTemplate.Kind, _ facts: AppointmentFacts) throws -> MailMessage {
        let template = NotificationTemplate(type: type, channel: .email, subject: "s", textBody: "{{roomLink}}")
        return try Messages.mail(type, facts, templates: [template], room: "https://suite.example/q/abc")
    }

    @Test(arguments: [
        (NotificationTemplate.Kind.create, "REQUEST", "CONFIRMED", 0),
        (.reschedule, "REQUEST", "CONFIRMED", 3), (.cancelled, "CANCEL", "CANCELLED", 4),
    ])
    func whatInvitesOrCancelsCarriesTheEntry(
        type: NotificationTemplate.Kind, method: String, status: String, revision: Int
    ) throws {
        let message = try mail(type, Facts.appointment(cancelled: type == .cancelled, revision: revision))
        let part = try #require(message.parts.last)
        #expect(part.type == "text/calendar; charset=utf-8; method=\(method)")
        let lines = part.body.replacing("\r\n ", with: "").split(separator: "\r\n")
        for line in [
            "METHOD:\(method)", "STATUS:\(status)", "SEQUENCE:\(revision)",
            "UID:0f8fad5b-d9cb-469f-a165-70867728950e@suite.example",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
        // Whoever reads the calendar must not come into the room by it.
        #expect(!part.body.contains("/q/abc"))
    }

    @Test(arguments: [NotificationTemplate.Kind.reminder, .room, .followUp])
    func whatChangesNothingCarriesNone(type: NotificationTemplate.Kind) throws {
        let message = try mail(type, Facts.appointment())
        #expect(message.calendar == nil)
        #expect(message.text == "https://suite.example/q/abc")
        #expect(message.headers.contains("Auto-Submitted: auto-generated"))
        #expect(message.headers.filter { $0.hasPrefix("Message-ID: ") }.count == 1)
    }

    @Test func aTextMessageHasLineFeedsOnly() throws {
        let template = NotificationTemplate(
            type: .room, channel: .sms, textBody: "{{firstName}}\r\n{{roomLink}}\u{0}\u{7}.")
        let draft = Messages.draft(.room, .sms, templates: [template], room: "https://suite.example/q/abc")
        #expect(Messages.composer.sms(draft)?.text == "Ada\nhttps://suite.example/q/abc  .")
    }
}
