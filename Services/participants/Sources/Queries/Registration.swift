// SPDX-License-Identifier: Apache-2.0
import ParticipantsContract
import Postgres
import Time

/// How registrations are written; what is there already is left as it is.
extension AppointmentAccess {
    /// - Parameter end: ``AppointmentAccess/end``, read.
    func insertion(end: Instant, at now: Instant) -> Query {
        """
        insert into appointments (
            id, application_id, conference_id, organizer_id, agent_ids, created_by, ends_at, registered_at)
        values (
            \(appointmentId), \(applicationId), \(conferenceId), \(organizerId), \(agentIds), \(createdBy), \(end),
            \(now))
        on conflict (id) do update set keeps_details = true where not appointments.keeps_details
        """
    }

    /// Answers the ids of those customers who were not there yet.
    ///
    /// - Parameter version: of the appointment they are to be added to, 0 for those it is scheduled with.
    func insertion(of customers: [CustomerDetails], version: Int = 0, at now: Instant) -> Query {
        """
        insert into participants (
            appointment_id, id, application_id, username, first_name, last_name, primary_email, primary_phone,
            metadata, locale, for_version, registered_at)
        select \(appointmentId), c.id, \(applicationId), c.username, c.first_name, c.last_name, c.primary_email,
            c.primary_phone, c.metadata, c.locale, \(version), \(now)
        from unnest(
            \(customers.map(\.participantId)), \(nullable: customers.map(\.username)),
            \(nullable: customers.map(\.firstName)), \(nullable: customers.map(\.lastName)),
            \(nullable: customers.map(\.primaryEmail)), \(nullable: customers.map(\.primaryPhone)),
            \(nullable: customers.map(\.metadata)), \(nullable: customers.map(\.locale)))
            as c (id, username, first_name, last_name, primary_email, primary_phone, metadata, locale)
        on conflict (appointment_id, id) do nothing
        returning id
        """
    }
}
