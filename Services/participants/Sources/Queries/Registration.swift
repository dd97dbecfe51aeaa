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
}

extension CustomerDetails {
    /// - Parameter version: of the appointment the customer is to be added to, 0 for one it is scheduled with.
    func insertion(into appointment: AppointmentAccess, version: Int = 0, at now: Instant) -> Query {
        """
        insert into participants (
            appointment_id, id, application_id, username, first_name, last_name, primary_email, primary_phone,
            metadata, locale, for_version, registered_at)
        values (
            \(appointment.appointmentId), \(participantId), \(appointment.applicationId), \(username), \(firstName),
            \(lastName), \(primaryEmail), \(primaryPhone), \(metadata), \(locale), \(version), \(now))
        on conflict (appointment_id, id) do nothing
        """
    }
}
