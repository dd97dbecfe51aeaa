// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

/// The built-in issuer of room tickets. The appointment's row is locked, so its tickets change one after the other.
enum Tickets {
    /// The appointment's own ticket: the one that lives, with its expiry moved, or a new one.
    static func issue(
        for appointment: Appointment, until expiry: Instant, at now: Instant, in transaction: PostgresTransaction
    ) throws -> Ticket {
        if let row = try transaction.query(prolong(appointment.id, until: expiry, at: now)).first {
            return Ticket(code: try row.decode("code"), expires: expiry)
        }
        _ = try transaction.execute(revokeExpired(appointment.id, at: now))
        let ticket = Ticket(code: Ticket.randomCode(), expires: expiry)
        _ = try transaction.execute(insert(ticket, for: appointment, at: now))
        return ticket
    }

    /// Moves the expiry of all its tickets with the appointment; their codes stay.
    static func move(_ appointment: Appointment, until expiry: Instant, in transaction: PostgresTransaction) throws {
        _ = try transaction.execute(
            """
            update tickets set expires_at = \(expiry)
            where appointment_id = \(appointment.id) and revoked_at is null
            """)
    }

    /// From now on none of its tickets opens anything.
    static func revoke(_ appointment: Appointment, at now: Instant, in transaction: PostgresTransaction) throws {
        _ = try transaction.execute(
            """
            update tickets set revoked_at = \(now)
            where appointment_id = \(appointment.id) and revoked_at is null
            """)
    }

    private static func prolong(_ appointment: String, until expiry: Instant, at now: Instant) -> Query {
        """
        update tickets set expires_at = \(expiry)
        where appointment_id = \(appointment) and participant_id is null and revoked_at is null
            and expires_at > \(now)
        returning code
        """
    }

    private static func revokeExpired(_ appointment: String, at now: Instant) -> Query {
        """
        update tickets set revoked_at = \(now)
        where appointment_id = \(appointment) and participant_id is null and revoked_at is null
        """
    }

    private static func insert(_ ticket: Ticket, for a: Appointment, at now: Instant) -> Query {
        """
        insert into tickets (code, application_id, appointment_id, expires_at, created_at)
        values (\(ticket.code), \(a.applicationID), \(a.id), \(ticket.expires), \(now))
        """
    }
}
