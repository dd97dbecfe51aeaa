// SPDX-License-Identifier: Apache-2.0
import ICalendar
import SchedulingContract
import Time

extension CalendarEvent {
    /// The calendar entry of an appointment, with an alarm for each reminder of its plan.
    ///
    /// Untyped `throws` for the same reason as in ``GoogleCalendarLink``.
    ///
    /// - Parameter link: the room link of whoever the entry is for.
    /// - Throws: `TimeSyntaxFailure` when the facts' times are not RFC 3339.
    init(_ facts: AppointmentFacts, as identity: CalendarIdentity, link: String? = nil, at stamp: Instant) throws {
        // A period that can't be read costs its alarm, not the export.
        let alarms = facts.reminderPlan.filter { $0.type == "REMINDER" }
            .compactMap { entry in entry.period.flatMap { try? ISODuration.period($0) } }
        self.init(
            appointment: facts.id, domain: identity.domain, sequence: facts.revision,
            start: try Instant(rfc3339: facts.start), end: try Instant(rfc3339: facts.end), title: facts.title,
            organizer: identity.organizer, link: link, alarms: alarms,
            created: try Instant(rfc3339: facts.createdAt), lastModified: try Instant(rfc3339: facts.updatedAt),
            stamp: stamp)
    }
}
