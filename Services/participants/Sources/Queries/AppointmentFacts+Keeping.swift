// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import Time

extension AppointmentFacts {
    /// Keeps what authorization and retention need of these facts unless newer ones are kept already; confirms a
    /// registration.
    ///
    /// Retention counts from the end. Of an appointment that was ended early that is when it really ended; one that
    /// was ended late, maybe weeks after everybody left, doesn't keep details longer than planned.
    ///
    /// - Parameter now: becomes the time of registration of an appointment that none announced.
    /// - Throws: `TimeSyntaxFailure` when the facts' times are not RFC 3339.
    func keeping(at now: Instant) throws(TimeSyntaxFailure) -> Query {
        let start = try Instant(rfc3339: start)
        let end = try min(Instant(rfc3339: self.end), Instant(rfc3339: endedAt ?? self.end))
        let agents = participants.filter { $0.type == .agent }.map(\.id)
        let customers = participants.filter { $0.type == .customer }.map(\.id)
        return """
            insert into appointments (
                id, application_id, conference_id, organizer_id, agent_ids, customer_ids, created_by, starts_at,
                ends_at, state, cancelled, sequence, registered_at)
            values (
                \(id), \(applicationId), \(conferenceId), \(organizer.id), \(agents), \(customers), \(createdBy),
                \(start), \(end), \(state.rawValue), \(cancelled), \(version), \(now))
            on conflict (id) do update set
                conference_id = excluded.conference_id, organizer_id = excluded.organizer_id,
                agent_ids = excluded.agent_ids, customer_ids = excluded.customer_ids,
                created_by = excluded.created_by, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
                state = excluded.state, cancelled = excluded.cancelled, sequence = excluded.sequence
            where appointments.sequence <= excluded.sequence
                and appointments.application_id = excluded.application_id
            """
    }

    /// Confirms the details of these facts' customers, whichever facts are kept: they took part at some time.
    var confirming: Query {
        let customers = participants.filter { $0.type == .customer }.map(\.id)
        return """
            update participants set confirmed = true
            where application_id = \(applicationId) and appointment_id = \(id) and id = any(\(customers))
                and not confirmed
            """
    }
}
