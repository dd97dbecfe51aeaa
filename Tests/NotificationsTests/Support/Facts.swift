// SPDX-License-Identifier: Apache-2.0
import NotificationsService
import ParticipantsContract
import SchedulingContract
import Time

/// An appointment with a plan, and a customer: what the tests vary.
enum Facts {
    static let customer = "6e0f1b52-6f0c-4e1c-9c55-0b8f6f7c1a01"

    static func appointment(
        id: String = "0f8fad5b-d9cb-469f-a165-70867728950e", start: String = "2030-01-31T19:00:00.0Z",
        end: String = "2030-01-31T19:30:00.0Z", duration: String = "PT30M", timezone: String = "Europe/Berlin",
        wallTime: String = "2030-01-31T20:00:00", utcOffset: Int = 3600, locale: String = "en",
        title: String? = "Consultation", customers: [String] = [customer], cancelled: Bool = false,
        notificationsActive: Bool = true,
        plan: [PlannedNotification] = [PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil)],
        version: Int = 1, revision: Int = 0, state: AppointmentState = .pending, endedAt: String? = nil
    ) -> AppointmentFacts {
        let agent = AppointmentParticipant(id: "agent-7", type: .agent)
        return AppointmentFacts(
            id: id, applicationId: "app-1", start: start, end: end, duration: duration, timezone: timezone,
            wallTime: wallTime, utcOffset: utcOffset, locale: locale, state: state, cancelled: cancelled,
            title: title, organizer: agent,
            participants: [agent] + customers.map { AppointmentParticipant(id: $0, type: .customer) },
            createdBy: "agent-7", conferenceId: "conference-1", notificationsActive: notificationsActive,
            reminderPlan: plan, version: version, revision: revision, createdAt: "2029-12-01T08:00:00.0Z",
            updatedAt: "2029-12-01T08:00:00.0Z", endedAt: endedAt)
    }

    /// The same appointment at another instant, its wall time as the zone has it then.
    static func appointment(at start: String, in zone: String) throws -> AppointmentFacts {
        let instant = try Instant(rfc3339: start)
        let zone = try Zone(identifier: zone)
        return appointment(
            start: start, end: (instant + .seconds(1800)).rfc3339, timezone: zone.identifier,
            wallTime: zone.wallTime(at: instant).text, utcOffset: zone.offset(at: instant))
    }

    static func contact(
        id: String = customer, firstName: String? = "Ada", lastName: String? = "Lovelace",
        email: String? = "ada@example.com", phone: String? = "+49 30 1234567", locale: String? = nil
    ) -> CustomerDetails {
        CustomerDetails(
            participantId: id, username: "ada", firstName: firstName, lastName: lastName, primaryEmail: email,
            primaryPhone: phone, metadata: nil, locale: locale)
    }

    static func entry(
        revision: Int = 0, type: String = "CREATE", channel: String = "EMAIL", period: Int? = nil,
        due: Instant = Instant(microseconds: 1_890_000_000_000_000)
    ) -> LedgerEntry {
        LedgerEntry(
            id: "b5a9d1c0-58cc-4372-a567-0e02b2c3d479", applicationId: "app-1",
            appointmentId: "0f8fad5b-d9cb-469f-a165-70867728950e", revision: revision, recipientId: customer,
            channel: channel, type: type, period: period, due: due)
    }

    static func variables(
        _ facts: AppointmentFacts = appointment(), _ contact: CustomerDetails = contact()
    ) throws -> MessageVariables {
        try MessageVariables(facts: facts, contact: contact, links: links(facts))
    }

    static func links(_ facts: AppointmentFacts, room: String? = nil) -> MessageLinks {
        MessageLinks(
            room: room, calendar: "https://suite.example/api/cal/events/ical/\(facts.id)/event",
            google: "https://suite.example/api/cal/events/google/\(facts.id)/event")
    }
}
