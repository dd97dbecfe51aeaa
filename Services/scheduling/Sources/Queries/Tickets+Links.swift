// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import Time

/// Customers' tickets of many appointments at once, for the messages that carry them.
extension Tickets {
    /// A customer of an appointment.
    struct Holder: Hashable {
        let appointment: String
        let participant: String
    }

    /// The codes that work now.
    static func codes(
        of appointments: [String], at now: Instant, in transaction: PostgresTransaction
    ) throws -> [Holder: String] {
        var codes: [Holder: String] = [:]
        for row in try transaction.query(findCodes(appointments, at: now)) {
            let holder = Holder(
                appointment: try row.decode("appointment_id"), participant: try row.decode("participant_id"))
            codes[holder] = try row.decode("code")
        }
        return codes
    }

    /// Makes a ticket for each holder. The appointments' rows are locked.
    static func issue(
        for holders: [(holder: Holder, application: String, expiry: Instant)], at now: Instant,
        in transaction: PostgresTransaction
    ) {
        let appointments = holders.map(\.holder.appointment)
        let participants = holders.map(\.holder.participant)
        transaction.enqueue(revokeExpired(appointments, participants, at: now))
        let codes = holders.map { _ in Ticket.randomCode() }
        let expiries = holders.map(\.expiry.rfc3339)
        transaction.enqueue(
            """
            insert into tickets (code, application_id, appointment_id, participant_id, expires_at, created_at)
            select t.code, t.application, t.appointment, t.participant, t.expires::timestamptz, \(now)
            from unnest(\(codes), \(holders.map(\.application)), \(appointments), \(participants), \(expiries))
                as t (code, application, appointment, participant, expires)
            on conflict (appointment_id, participant_id) where revoked_at is null do nothing
            """)
    }

    private static func findCodes(_ appointments: [String], at now: Instant) -> Query {
        """
        select appointment_id, participant_id, code from tickets
        where appointment_id = any(\(appointments)) and participant_id is not null and revoked_at is null
            and expires_at > \(now)
        """
    }

    private static func revokeExpired(_ appointments: [String], _ participants: [String], at now: Instant) -> Query {
        """
        update tickets t set revoked_at = \(now)
        from unnest(\(appointments), \(participants)) as h (appointment, participant)
        where t.appointment_id = h.appointment and t.participant_id = h.participant and t.revoked_at is null
            and t.expires_at <= \(now)
        """
    }
}
