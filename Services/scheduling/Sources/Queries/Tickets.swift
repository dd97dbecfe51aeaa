// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import Time

/// The built-in issuer of room tickets. The appointment's row is locked, so its tickets change one after the other.
enum Tickets {
    /// The appointment's own ticket at its activation: the one that lives, with its expiry moved, or a new one. So do its
    /// customers' tickets.
    static func issue(
        for appointment: Appointment, until expiry: Instant, at now: Instant, in transaction: PostgresTransaction
    ) throws -> Ticket {
        var codes: [String: String] = [:]
        for row in try transaction.query(prolong(appointment.id, until: expiry, at: now)) {
            codes[try row.decode("holder")] = try row.decode("code")
        }
        let own = codes[""] ?? Ticket.randomCode()
        let missing = ([""] + appointment.customerIDs).filter { codes[$0] == nil }
        if !missing.isEmpty {
            transaction.enqueue(revokeExpired(appointment.id, at: now))
            let fresh = missing.map { $0.isEmpty ? own : Ticket.randomCode() }
            transaction.enqueue(insert(fresh, for: missing, of: appointment, until: expiry, at: now))
        }
        return Ticket(code: own, expires: expiry)
    }

    /// The tickets of customers who are new to an appointment, where the application wants them before its activation.
    static func issueAtOnce(
        for customers: [String], of appointment: Appointment, until expiry: Instant, at now: Instant,
        in transaction: PostgresTransaction
    ) {
        let codes = customers.map { _ in Ticket.randomCode() }
        let isActive = appointment.state == .active
        transaction.enqueue(
            """
            \(fragment: insert(codes, for: customers, of: appointment, until: expiry, at: now))
            where \(isActive) or \(fragment: TicketSettings.issuesAtOnce(appointment.applicationID))
            """)
    }

    /// Moves the expiry of all its tickets with the appointment; their codes stay.
    static func move(_ appointment: Appointment, until expiry: Instant, in transaction: PostgresTransaction) {
        transaction.enqueue(
            """
            update tickets set expires_at = \(expiry)
            where appointment_id = \(appointment.id) and revoked_at is null
            """)
    }

    /// From now on none of its tickets opens anything.
    static func revoke(_ appointment: Appointment, at now: Instant, in transaction: PostgresTransaction) {
        transaction.enqueue(
            """
            update tickets set revoked_at = \(now)
            where appointment_id = \(appointment.id) and revoked_at is null
            """)
    }

    /// The same for the ticket of one customer.
    static func revoke(
        of customer: String, from appointment: Appointment, at now: Instant, in transaction: PostgresTransaction
    ) {
        transaction.enqueue(
            """
            update tickets set revoked_at = \(now)
            where appointment_id = \(appointment.id) and participant_id = \(customer) and revoked_at is null
            """)
    }
}

extension Tickets {
    private static func prolong(_ appointment: String, until expiry: Instant, at now: Instant) -> Query {
        """
        update tickets set expires_at = \(expiry)
        where appointment_id = \(appointment) and revoked_at is null and expires_at > \(now)
        returning code, coalesce(participant_id, '') as holder
        """
    }

    private static func revokeExpired(_ appointment: String, at now: Instant) -> Query {
        """
        update tickets set revoked_at = \(now)
        where appointment_id = \(appointment) and revoked_at is null and expires_at <= \(now)
        """
    }

    /// - Parameter holders: customers' ids, or an empty text for the appointment itself; one for each code.
    private static func insert(
        _ codes: [String], for holders: [String], of a: Appointment, until expiry: Instant, at now: Instant
    ) -> Query {
        """
        insert into tickets (code, application_id, appointment_id, participant_id, expires_at, created_at)
        select t.code, \(a.applicationID), \(a.id), nullif(t.holder, ''), \(expiry), \(now)
        from unnest(\(codes), \(holders)) as t (code, holder)
        """
    }
}
