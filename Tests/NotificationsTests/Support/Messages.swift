// SPDX-License-Identifier: Apache-2.0
import ICalendar
import NotificationsContract
import NotificationsService
import ParticipantsContract
import SchedulingContract
import Testing
import Time

/// Messages as the composer makes them.
enum Messages {
    static let composer = MessageComposer(
        calendarDomain: "suite.example",
        sender: MailMessage.Sender(address: "calls@suite.example", name: "Video Calls"))

    static func confirmation(
        _ facts: AppointmentFacts = Facts.appointment(), _ contact: CustomerDetails = Facts.contact()
    ) throws -> MailMessage {
        try mail(.create, facts, contact)
    }

    /// An e-mail of a type, by the templates given or the built-in ones.
    static func mail(
        _ type: NotificationTemplate.Kind, _ facts: AppointmentFacts = Facts.appointment(),
        _ contact: CustomerDetails = Facts.contact(), templates: [NotificationTemplate]? = nil, room: String? = nil
    ) throws -> MailMessage {
        try #require(
            composer.mail(
                draft(type, .email, facts, contact, templates: templates, room: room),
                at: Instant(rfc3339: "2029-12-01T08:00:01.0Z")))
    }

    static func draft(
        _ type: NotificationTemplate.Kind, _ channel: NotificationTemplate.Channel,
        _ facts: AppointmentFacts = Facts.appointment(), _ contact: CustomerDetails = Facts.contact(),
        templates: [NotificationTemplate]? = nil, room: String? = nil
    ) -> MessageDraft {
        let address = channel == .email ? contact.primaryEmail : contact.primaryPhone
        return MessageDraft(
            id: Facts.entry().id, type: type, channel: channel, address: address ?? "", facts: facts,
            contact: contact, links: Facts.links(facts, room: room),
            templates: templates ?? [BuiltInTemplates.english.template(type, channel)].compactMap { $0 })
    }

    /// One with another text.
    static func confirmation(text: String) throws -> MailMessage {
        let message = try confirmation()
        return MailMessage(
            id: message.id, date: message.date, from: message.from, to: message.to, subject: message.subject,
            text: text, html: nil, calendar: nil)
    }
}
