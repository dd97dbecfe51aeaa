// SPDX-License-Identifier: Apache-2.0
import ICalendar
import NotificationsContract
import ParticipantsContract
import SchedulingContract
package import Time

/// Makes messages: texts by template, and for an e-mail that invites or cancels the calendar entry (iTIP, RFC 5546).
package struct MessageComposer: Sendable {
    private let calendarDomain: String
    private let sender: MailMessage.Sender

    /// - Parameter sender: the platform's; the organizer of every calendar entry, for good.
    package init(calendarDomain: String, sender: MailMessage.Sender) {
        self.calendarDomain = calendarDomain
        self.sender = sender
    }

    /// - Returns: nil for facts that can't be read, and where no template can be used.
    package func mail(_ draft: MessageDraft, at now: Instant) -> MailMessage? {
        guard let rendered = rendered(draft), let event = calendarEvent(draft.facts, at: now) else { return nil }
        return MailMessage(
            id: "\(draft.id)@\(calendarDomain)", date: now, from: sender, to: draft.address,
            subject: rendered.subject, text: rendered.text, html: rendered.html,
            calendar: method(draft).map { CalendarDocument(method: $0, event: event) })
    }

    /// - Returns: nil for facts that can't be read, and where no template can be used.
    package func sms(_ draft: MessageDraft) -> SMSMessage? {
        guard let rendered = rendered(draft) else { return nil }
        let text = MailText.body(rendered.text).replacing("\r\n", with: "\n")
        return SMSMessage(id: draft.id, to: draft.address, text: text)
    }

    private func rendered(_ draft: MessageDraft) -> RenderedText? {
        let variables = try? MessageVariables(
            facts: draft.facts, contact: draft.contact, links: draft.links, applicationLocale: draft.applicationLocale)
        guard let variables else { return nil }
        return RenderedText.render(draft.templates, variables)
    }

    /// What the entry is to a calendar; nil for messages that change nothing in one.
    private func method(_ draft: MessageDraft) -> CalendarDocument.Method? {
        let attendee = CalendarAddress(email: draft.address, name: Self.name(of: draft.contact))
        switch draft.type {
        case .create, .reschedule: return .request(attendee: attendee)
        case .cancelled: return .cancel(attendee: attendee)
        case .reminder, .room, .followUp: return nil
        }
    }

    private func calendarEvent(_ facts: AppointmentFacts, at now: Instant) -> CalendarEvent? {
        guard let start = try? Instant(rfc3339: facts.start), let end = try? Instant(rfc3339: facts.end),
            let created = try? Instant(rfc3339: facts.createdAt), let updated = try? Instant(rfc3339: facts.updatedAt)
        else { return nil }
        let reminders = facts.reminderPlan.filter { $0.type == NotificationTemplate.Kind.reminder.rawValue }
        return CalendarEvent(
            appointment: facts.id, domain: calendarDomain, sequence: facts.revision, start: start, end: end,
            title: facts.title, organizer: CalendarAddress(email: sender.address, name: sender.name),
            alarms: reminders.compactMap { $0.period.flatMap { try? ISODuration(iso8601: $0) } }, created: created,
            lastModified: updated, stamp: now)
    }

    private static func name(of contact: CustomerDetails) -> String? {
        let name = [contact.firstName, contact.lastName].compactMap { $0 }.filter { !$0.isEmpty }
        return name.isEmpty ? nil : name.joined(separator: " ")
    }
}
