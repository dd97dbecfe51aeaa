// SPDX-License-Identifier: Apache-2.0
import ICalendar
import NotificationsContract
package import ParticipantsContract
package import SchedulingContract
package import Time

/// Makes the e-mail of a message: texts by template, and the calendar entry as an invitation (iTIP, RFC 5546).
package struct MessageComposer: Sendable {
    private let publicURL: String
    private let calendarDomain: String
    private let sender: MailMessage.Sender

    package init(publicURL: String, calendarDomain: String, sender: MailMessage.Sender) {
        self.publicURL = publicURL
        self.calendarDomain = calendarDomain
        self.sender = sender
    }

    /// - Parameter templates: the appointment's own ones; the built-in one holds where none of them can be used.
    /// - Returns: nil for facts that can't be read.
    package func confirmation(
        _ entry: LedgerEntry, _ facts: AppointmentFacts, _ contact: CustomerDetails, to address: String,
        templates: [NotificationTemplate] = [], at now: Instant
    ) -> MailMessage? {
        guard let variables = try? MessageVariables(facts: facts, contact: contact, publicURL: publicURL),
            let entryInCalendar = calendarEvent(facts, at: now),
            let rendered = RenderedText.render(
                templates + BuiltInTemplates.templates(.create, .email), variables)
        else { return nil }
        let attendee = CalendarAddress(email: address, name: Self.name(of: contact))
        return MailMessage(
            id: "\(entry.id)@\(calendarDomain)", date: now, from: sender, to: address, subject: rendered.subject,
            text: rendered.text, html: rendered.html,
            calendar: CalendarDocument(method: .request(attendee: attendee), event: entryInCalendar))
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
