// SPDX-License-Identifier: Apache-2.0
import Postgres
import Time

/// Leases run on the database's clock, what is due on the injected one, as in the ledger.
extension CodeQueue {
    /// An application is one of ours when it has settings.
    static func claim(dueAt now: Instant, atMost limit: Int, passingOver lines: [String]) -> Query {
        """
        with due as (
            select id from codes
            where state = 'planned' and next_try_at <= \(now) \(fragment: Ledger.isNone(of: lines))
            order by next_try_at limit \(limit) for update skip locked)
        update codes c
        set state = 'sending', claims = c.claims + 1, marked_at = null,
            lease_until = clock_timestamp() + make_interval(secs => \(Ledger.leaseSeconds)::int)
        from due where c.id = due.id
        returning c.id, c.application_id, c.channel, c.sealed, c.expires_at, c.attempts, c.claims, c.trace,
            c.locale, (
                select s.settings ->> 'locale' from settings s where s.application_id = c.application_id
            ) as application_locale,
            exists (select 1 from settings s where s.application_id = c.application_id) as wanted,
            exists (
                select 1 from senders s
                where s.application_id = c.application_id and s.channel = c.channel and s.is_confirmed
            ) as has_own_sender
        """
    }

    static let nextDue: Query = "select min(next_try_at) as due from codes where state = 'planned'"

    static func mark(_ code: PendingCode, at now: Instant) -> Query {
        """
        update codes
        set marked_at = \(now), lease_until = clock_timestamp() + make_interval(secs => \(Ledger.leaseSeconds)::int)
        where id = \(code.id) and claims = \(code.claim) and state = 'sending' and marked_at is null
            and lease_until > clock_timestamp()
        """
    }

    /// Also from `uncertain`: a dispatcher that comes back late knows better than the one that gave it up. What the
    /// provider doesn't have nobody can know, so it is no longer marked.
    static func end(_ code: PendingCode, _ state: String, _ reason: LedgerReason?) -> Query {
        """
        update codes
        set state = \(state), reason = \(reason?.rawValue), sealed = null, lease_until = null,
            marked_at = case when \(state) in ('sent', 'uncertain') then marked_at end
        where id = \(code.id) and claims = \(code.claim) and state in ('sending', 'uncertain')
        """
    }

    static func waitAgain(_ code: PendingCode, _ reason: LedgerReason, next: Instant) -> Query {
        """
        update codes
        set state = 'planned', reason = \(reason.rawValue), lease_until = null, marked_at = null,
            attempts = attempts + 1, next_try_at = \(next)
        where id = \(code.id) and claims = \(code.claim) and state = 'sending'
        """
    }

    static func release(_ code: PendingCode, next: Instant) -> Query {
        """
        update codes
        set state = 'planned', lease_until = null, marked_at = null, next_try_at = \(next)
        where id = \(code.id) and claims = \(code.claim) and state = 'sending'
        """
    }

    static let releaseUnmarked: Query = """
        with lost as (
            select id from codes
            where state = 'sending' and marked_at is null and lease_until < clock_timestamp()
            order by id limit 500 for update skip locked)
        update codes c set state = 'planned', lease_until = null
        from lost where c.id = lost.id
        """

    static let endMarked: Query = """
        with lost as (
            select id from codes
            where state = 'sending' and marked_at is not null and lease_until < clock_timestamp()
            order by id limit 500 for update skip locked)
        update codes c set state = 'uncertain', reason = \(LedgerReason.interrupted.rawValue), sealed = null,
            lease_until = null
        from lost where c.id = lost.id
        """

    static func code(_ row: Row) throws -> PendingCode {
        PendingCode(
            id: try row.decode("id"), applicationId: try row.decode("application_id"),
            channel: try row.decode("channel"), hasOwnSender: try row.decode("has_own_sender"),
            locales: try ["locale", "application_locale"].compactMap { try row.decodeIfPresent($0) },
            sealed: try row.decode("sealed"), isWanted: try row.decode("wanted"),
            expires: try row.decode("expires_at"), attempts: try row.decode("attempts"),
            claim: try row.decode("claims"), trace: try row.decodeIfPresent("trace"))
    }
}
