// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

/// Leases run on the database's clock, the same for all replicas; what is due, on the injected one.
extension Ledger {
    static func claim(dueAt now: Instant, atMost limit: Int) -> Query {
        """
        with due as (
            select id from notifications where state = 'planned' and next_try_at <= \(now)
            order by next_try_at limit \(limit) for update skip locked)
        update notifications n
        set state = 'sending', claims = n.claims + 1, marked_at = null,
            lease_until = clock_timestamp() + make_interval(secs => \(leaseSeconds)::int)
        from due where n.id = due.id
        returning n.id, n.application_id, n.appointment_id, n.revision, n.recipient_id, n.channel, n.type, n.period,
            n.attempts, n.claims, n.trace
        """
    }

    static let nextDue: Query = "select min(next_try_at) as due from notifications where state = 'planned'"

    static func mark(_ entry: LedgerEntry, at now: Instant) -> Query {
        """
        update notifications
        set marked_at = \(now), lease_until = clock_timestamp() + make_interval(secs => \(leaseSeconds)::int)
        where id = \(entry.id) and claims = \(entry.claim) and state = 'sending' and marked_at is null
            and lease_until > clock_timestamp()
        """
    }

    /// Also from `uncertain`: a dispatcher that comes back late knows better than the one that gave it up.
    static func end(_ entry: LedgerEntry, _ state: LedgerState, _ reason: LedgerReason?, at now: Instant) -> Query {
        """
        update notifications
        set state = \(state.rawValue), reason = \(reason?.rawValue), at = \(now), lease_until = null,
            attempts = attempts + (case when marked_at is null then 0 else 1 end)
        where id = \(entry.id) and claims = \(entry.claim) and state in ('sending', 'uncertain')
        """
    }

    static func planAgain(_ entry: LedgerEntry, _ reason: LedgerReason, next: Instant, at now: Instant) -> Query {
        """
        update notifications
        set state = 'planned', reason = \(reason.rawValue), at = \(now), lease_until = null, marked_at = null,
            attempts = attempts + 1, next_try_at = \(next)
        where id = \(entry.id) and claims = \(entry.claim) and state in ('sending', 'uncertain')
        """
    }

    static func release(_ entry: LedgerEntry, next: Instant) -> Query {
        """
        update notifications
        set state = 'planned', lease_until = null, marked_at = null, next_try_at = \(next)
        where id = \(entry.id) and claims = \(entry.claim) and state = 'sending'
        """
    }

    static let planUnmarked: Query = """
        update notifications set state = 'planned', lease_until = null
        where state = 'sending' and marked_at is null and lease_until < clock_timestamp()
        """

    static func takeMarked(at now: Instant) -> Query {
        """
        update notifications
        set state = 'uncertain', reason = \(LedgerReason.interrupted.rawValue), at = \(now), lease_until = null,
            attempts = attempts + 1
        where state = 'sending' and marked_at is not null and lease_until < clock_timestamp()
        returning id, application_id, appointment_id, revision, recipient_id, channel, type, period,
            attempts, claims, trace
        """
    }

    static func entry(_ row: Row) throws(PostgresFailure) -> LedgerEntry {
        LedgerEntry(
            id: try row.decode("id"), applicationId: try row.decode("application_id"),
            appointmentId: try row.decode("appointment_id"), revision: try row.decode("revision"),
            recipientId: try row.decode("recipient_id"), channel: try row.decode("channel"),
            type: try row.decode("type"), period: try row.decodeIfPresent("period"),
            attempts: try row.decode("attempts"), claim: try row.decode("claims"),
            trace: try row.decodeIfPresent("trace"))
    }
}
