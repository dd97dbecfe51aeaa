// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

/// Leases run on the database's clock, the same for all replicas; what is due, on the injected one.
///
/// Rows are locked in the order of their ids, here and by the planner, and subjects after all rows, so that nobody waits
/// in a circle.
///
/// Claimed rows are found by their ids alone. With their state among the conditions, the planner may go through the
/// index of all leases instead, which holds more dead entries than living ones while much is sent.
extension Ledger {
    static func claim(dueAt now: Instant, atMost limit: Int, passingOver lines: [String]) -> Query {
        """
        with due as (
            select id from notifications
            where state = 'planned' and next_try_at <= \(now) \(fragment: isNone(of: lines))
            order by next_try_at limit \(limit) for update skip locked)
        update notifications n
        set state = 'sending', claims = n.claims + 1, marked_at = null,
            lease_until = clock_timestamp() + make_interval(secs => \(leaseSeconds)::int)
        from due where n.id = due.id
        returning n.id, n.application_id, n.appointment_id, n.revision, n.recipient_id, n.channel, n.type, n.period,
            n.due, n.attempts, n.claims, n.trace,
            exists (
                select 1 from senders s
                where s.application_id = n.application_id and s.channel = n.channel and s.is_confirmed
            ) as has_own_sender
        """
    }

    /// Says nothing where nothing is passed over, which is nearly always.
    static func isNone(of lines: [String]) -> Query {
        lines.isEmpty ? "" : "and channel || ' ' || application_id <> all(\(lines))"
    }

    static let nextDue: Query = "select min(next_try_at) as due from notifications where state = 'planned'"

    /// A lease that is young enough stays as it is: an update that changes no indexed column needs no new entries in the
    /// indexes (Postgres, heap-only tuples).
    static func mark(_ entries: [LedgerEntry], at now: Instant) -> Query {
        """
        with mine as (
            select n.id, n.claims = claimed.claim and n.state = 'sending' and n.marked_at is null
                and n.lease_until > clock_timestamp() as holds
            from unnest(\(entries.map(\.id)), \(entries.map(\.claimed))) as claimed (id, claim)
            join notifications n on n.id = claimed.id
            order by n.id for update of n)
        update notifications n
        set marked_at = \(now), lease_until = case
            when lease_until > clock_timestamp() + make_interval(secs => \(sendingSeconds)::int) then lease_until
            else clock_timestamp() + make_interval(secs => \(leaseSeconds)::int) end
        from mine where n.id = mine.id and mine.holds
        returning n.id
        """
    }

    /// Also from `uncertain`: a dispatcher that comes back late knows better than the one that gave it up.
    static func end(_ ends: [End], at now: Instant) -> Query {
        """
        with mine as (
            select n.id, ended.state, ended.reason,
                n.claims = ended.claim and n.state in ('sending', 'uncertain') as holds
            from unnest(
                \(ends.map(\.entry.id)), \(ends.map(\.entry.claimed)), \(ends.map(\.state.rawValue)),
                \(ends.map { $0.reason?.rawValue ?? "" })) as ended (id, claim, state, reason)
            join notifications n on n.id = ended.id
            order by n.id for update of n)
        update notifications n
        set state = mine.state, reason = nullif(mine.reason, ''), at = \(now), lease_until = null,
            attempts = n.attempts + (case when n.marked_at is null then 0 else 1 end)
        from mine where n.id = mine.id and mine.holds
        returning n.id
        """
    }

    /// For what is changed by several statements.
    static func lock(_ entries: [LedgerEntry]) -> Query {
        "select from notifications where id = any(\(entries.map(\.id))) order by id for update"
    }

    static func planAgain(_ entries: [LedgerEntry], _ reasons: [LedgerReason], next: [Instant], at now: Instant)
        -> Query
    {
        """
        with mine as (
            select n.id, again.reason, again.next,
                n.claims = again.claim and n.state in ('sending', 'uncertain') as holds
            from unnest(
                \(entries.map(\.id)), \(entries.map(\.claimed)), \(reasons.map(\.rawValue)),
                \(next.map(\.microseconds))) as again (id, claim, reason, next)
            join notifications n on n.id = again.id
            order by n.id for update of n)
        update notifications n
        set state = 'planned', reason = mine.reason, at = \(now), lease_until = null, marked_at = null,
            attempts = n.attempts + 1, next_try_at = timestamptz 'epoch' + mine.next * interval '1 microsecond'
        from mine where n.id = mine.id and mine.holds
        """
    }

    static func release(_ entries: [LedgerEntry], next: Instant) -> Query {
        """
        with mine as (
            select n.id, n.claims = claimed.claim and n.state = 'sending' as holds
            from unnest(\(entries.map(\.id)), \(entries.map(\.claimed))) as claimed (id, claim)
            join notifications n on n.id = claimed.id
            order by n.id for update of n)
        update notifications n
        set state = 'planned', lease_until = null, marked_at = null, next_try_at = \(next)
        from mine where n.id = mine.id and mine.holds
        """
    }

    static let planUnmarked: Query = """
        with lost as (
            select id from notifications
            where state = 'sending' and marked_at is null and lease_until < clock_timestamp()
            order by id limit 500 for update skip locked)
        update notifications n set state = 'planned', lease_until = null
        from lost where n.id = lost.id
        """

    static func takeMarked(at now: Instant) -> Query {
        """
        with lost as (
            select id from notifications
            where state = 'sending' and marked_at is not null and lease_until < clock_timestamp()
            order by id limit 500 for update skip locked)
        update notifications n
        set state = 'uncertain', reason = \(LedgerReason.interrupted.rawValue), at = \(now), lease_until = null,
            attempts = n.attempts + 1
        from lost where n.id = lost.id
        returning n.id, n.application_id, n.appointment_id, n.revision, n.recipient_id, n.channel, n.type, n.period,
            n.due, n.attempts, n.claims, n.trace
        """
    }

    /// The latest failure of an appointment, or the named message where it failed or is uncertain.
    static func retry(appointment: String, notification: String?, at now: Instant) -> Query {
        """
        with chosen as (
            select id from notifications
            where appointment_id = \(appointment)
                and (state = 'failed' and \(notification) is null
                    or state in ('failed', 'uncertain') and id = \(notification))
            order by at desc, id limit 1 for update)
        update notifications n
        set state = 'planned', reason = null, at = \(now), lease_until = null, marked_at = null, attempts = 0,
            next_try_at = \(now)
        from chosen where n.id = chosen.id
        returning n.id, n.application_id, n.appointment_id, n.revision, n.recipient_id, n.channel, n.type, n.period,
            n.due, n.attempts, n.claims, n.trace
        """
    }

    static func entry(_ row: Row) throws(PostgresFailure) -> LedgerEntry {
        LedgerEntry(
            id: try row.decode("id"), applicationId: try row.decode("application_id"),
            appointmentId: try row.decode("appointment_id"), revision: try row.decode("revision"),
            recipientId: try row.decode("recipient_id"), channel: try row.decode("channel"),
            type: try row.decode("type"), period: try row.decodeIfPresent("period"), due: try row.decode("due"),
            attempts: try row.decode("attempts"), claim: try row.decode("claims"),
            trace: try row.decodeIfPresent("trace"))
    }
}

extension LedgerEntry {
    fileprivate var claimed: Int64 { Int64(claim) }
}
