// SPDX-License-Identifier: Apache-2.0
import ICalendar
import NotificationsService
import ParticipantsContract
import SchedulingContract
import Testing
import Time

/// Messages as the composer makes them.
enum Messages {
    static let composer = MessageComposer(
        publicURL: "https://suite.example", calendarDomain: "suite.example",
        sender: MailMessage.Sender(address: "calls@suite.example", name: "Video Calls"))

    static func confirmation(
        _ facts: AppointmentFacts = Facts.appointment(), _ contact: CustomerDetails = Facts.contact()
    ) throws -> MailMessage {
        try #require(
            composer.confirmation(
                Facts.entry(), facts, contact, to: contact.primaryEmail ?? "",
                at: Instant(rfc3339: "2029-12-01T08:00:01.0Z")))
    }

    /// One with another text.
    static func confirmation(text: String) throws -> MailMessage {
        let message = try confirmation()
        return MailMessage(
            id: message.id, date: message.date, from: message.from, to: message.to, subject: message.subject,
            text: text, html: nil, calendar: nil)
    }
}
