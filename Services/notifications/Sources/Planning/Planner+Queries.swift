// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import Time

/// Rows are locked in the order of their ids, here and by the dispatcher, and the subject after all rows, so that nobody
/// waits in a circle.
extension Planner {
    static func newest(_ facts: AppointmentFacts) -> Query {
        """
        select facts::text as facts from appointments
        where application_id = \(facts.applicationId) and id = \(facts.id)
        """
    }

    static func insert(
        _ rows: [PlannedRow], _ facts: AppointmentFacts, trace: String?, at now: Instant
    ) -> Query {
        let messages = rows.map(\.message)
        return """
            insert into notifications (id, application_id, appointment_id, revision, recipient_id, channel, type, period,
                due, next_try_at, state, reason, trace, at)
            select m.id, \(facts.applicationId), \(facts.id), \(facts.revision), m.recipient_id, m.channel, m.type,
                nullif(m.period, -1), timestamptz 'epoch' + m.due * interval '1 microsecond',
                timestamptz 'epoch' + m.due * interval '1 microsecond',
                case when m.reason = '' then 'planned' else 'suppressed' end, nullif(m.reason, ''), \(trace), \(now)
            from unnest(
                \(rows.map(\.id)), \(messages.map(\.recipientId)), \(messages.map(\.channel.rawValue)),
                \(messages.map(\.type.rawValue)), \(messages.map { Int64($0.period ?? -1) }),
                \(messages.map(\.due.microseconds)), \(messages.map { $0.suppressed?.rawValue ?? "" }))
                as m (id, recipient_id, channel, type, period, due, reason)
            on conflict on constraint notification_once do nothing
            returning id
            """
    }

    /// What the provider doesn't have yet. Claimed ones too as long as they are not marked: the claimant's mark then
    /// fails and nothing is sent.
    static func open(_ facts: AppointmentFacts) -> Query {
        """
        select id, application_id, appointment_id, revision, recipient_id, channel, type, period, due, attempts,
            claims, trace
        from notifications where \(fragment: isOpen(facts)) order by id for update
        """
    }

    static func lockOpen(_ facts: AppointmentFacts) -> Query {
        "select from notifications where \(fragment: isOpen(facts)) order by id for update"
    }

    private static func isOpen(_ facts: AppointmentFacts) -> Query {
        """
        application_id = \(facts.applicationId) and appointment_id = \(facts.id)
            and (state = 'planned' or (state = 'sending' and marked_at is null))
        """
    }

    static func void(_ ids: [String], _ reasons: [String], at now: Instant) -> Query {
        """
        update notifications n
        set state = 'suppressed', reason = void.reason, at = \(now), lease_until = null
        from unnest(\(ids), \(reasons)) as void (id, reason)
        where n.id = void.id
        """
    }

    static func confirmations(_ facts: AppointmentFacts) -> Query {
        """
        select recipient_id, channel, state = 'suppressed' and reason = 'superseded' as superseded
        from notifications
        where application_id = \(facts.applicationId) and appointment_id = \(facts.id)
            and type = \(NotificationTemplate.Kind.create.rawValue)
        """
    }

    /// Follow-ups count from the real end once it is known. One that is being sent or tried again is left alone.
    static func moveFollowUps(_ facts: AppointmentFacts, endedAt end: Instant) -> Query {
        """
        update notifications
        set due = \(end) + period * interval '1 second', next_try_at = \(end) + period * interval '1 second'
        where application_id = \(facts.applicationId) and appointment_id = \(facts.id)
            and type = \(NotificationTemplate.Kind.followUp.rawValue) and revision = \(facts.revision)
            and state = 'planned' and attempts = 0 and due <> \(end) + period * interval '1 second'
        """
    }
}
