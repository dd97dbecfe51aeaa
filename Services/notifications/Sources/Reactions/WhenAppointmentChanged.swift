// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import Messaging
import NotificationsContract
package import Outbox
package import Postgres
package import SchedulingContract
package import Time

/// Keeps the copy of an appointment's facts, plans the messages it asks for and voids those it overtakes.
package struct WhenAppointmentChanged: Sendable {
    private let database: PostgresPool
    private let outbox: Outbox
    private let clock: WallClock
    private let planned: WakeSignal

    private static let consumer = "appointment-changed"

    /// - Parameter planned: raised when a message was planned that is due at once.
    package init(database: PostgresPool, outbox: Outbox, clock: WallClock, planned: WakeSignal) {
        self.database = database
        self.outbox = outbox
        self.clock = clock
        self.planned = planned
    }

    /// A new appointment: its confirmations are planned.
    package func scheduled(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event) { database in
            for message in MessagePlan.onScheduled(event.data.current) {
                try plan(message, event, in: database)
            }
        }
    }

    /// A new participant: customers get their confirmation.
    package func added(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event) { database in
            for message in MessagePlan.onParticipantAdded(event.data) {
                try plan(message, event, in: database)
            }
        }
    }

    /// A participant less: messages to a customer that the provider doesn't have yet are void.
    package func removed(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event) { database in
            let recipients = MessagePlan.removed(event.data)
            for row in try database.query(Self.void(recipients, event.data.current, at: clock.now())) {
                try publish(.notificationSuppressed, Ledger.entry(row), .removed, event, in: database)
            }
        }
    }

    /// Any other change: messages of older revisions that the provider doesn't have yet are void.
    package func changed(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event) { database in
            let reason = MessagePlan.reasonForVoid(event.data.current)
            for row in try database.query(Self.void(event.data.current, reason, at: clock.now())) {
                try publish(.notificationSuppressed, Ledger.entry(row), reason, event, in: database)
            }
        }
    }

    private func react(
        _ event: ReceivedEvent<AppointmentChange>, _ effect: @escaping @Sendable (PostgresTransaction) throws -> Void
    ) async throws {
        let facts = Array(try JSONEncoder().encode(event.data.current))
        guard let ends = try? Instant(rfc3339: event.data.current.end) else {
            throw UndecodableEvent("data.current.end is not RFC 3339")
        }
        try await database.transaction(.background, until: event.deadline.instant) { database in
            guard try Inbox.isFirst(event.id, consumer: Self.consumer, in: database) else { return }
            try database.execute(Self.keep(event.data.current, ends: ends, facts: facts, sequence: event.sequence))
            try effect(database)
        }
    }

    /// Does nothing for a message that is in the ledger already.
    private func plan(
        _ message: MessagePlan.Message, _ event: ReceivedEvent<AppointmentChange>, in database: PostgresTransaction
    ) throws {
        let facts = event.data.current
        let entry = LedgerEntry(
            id: Identifier.random(), applicationId: facts.applicationId, appointmentId: facts.id,
            revision: facts.revision, recipientId: message.recipientId, channel: message.channel.rawValue,
            type: message.type.rawValue, trace: event.trace)
        guard try database.execute(Self.insert(entry, due: clock.now())) > 0 else { return }
        try publish(.notificationPlanned, entry, nil, event, in: database)
        database.afterCommit(planned.raise)
    }

    private func publish(
        _ type: EventType<NotificationChange>, _ entry: LedgerEntry, _ reason: LedgerReason?,
        _ event: ReceivedEvent<AppointmentChange>, in database: PostgresTransaction
    ) throws {
        try outbox.write(
            type, subject: entry.appointmentId, application: entry.applicationId, entry.change(reason),
            trace: event.trace, causation: event.id, in: database)
    }
}

extension WhenAppointmentChanged {
    private static func keep(_ facts: AppointmentFacts, ends: Instant, facts json: [UInt8], sequence: Int) -> Query {
        """
        insert into appointments (application_id, id, sequence, revision, ends, facts)
        values (\(facts.applicationId), \(facts.id), \(sequence), \(facts.revision), \(ends), \(json: json))
        on conflict (application_id, id) do update
        set sequence = excluded.sequence, revision = excluded.revision, ends = excluded.ends, facts = excluded.facts
        where appointments.sequence < excluded.sequence
        """
    }

    private static func insert(_ entry: LedgerEntry, due: Instant) -> Query {
        """
        insert into notifications (id, application_id, appointment_id, revision, recipient_id, channel, type, period,
            due, next_try_at, trace, at)
        values (\(entry.id), \(entry.applicationId), \(entry.appointmentId), \(entry.revision), \(entry.recipientId),
            \(entry.channel), \(entry.type), \(entry.period), \(due), \(due), \(entry.trace), \(due))
        on conflict on constraint notification_once do nothing
        """
    }

    /// Claimed ones too as long as they are not marked: the claimant's mark then fails and nothing is sent.
    private static func void(_ facts: AppointmentFacts, _ reason: LedgerReason, at now: Instant) -> Query {
        """
        update notifications
        set state = 'suppressed', reason = \(reason.rawValue), at = \(now), lease_until = null
        where application_id = \(facts.applicationId) and appointment_id = \(facts.id)
            and revision < \(facts.revision)
            and (state = 'planned' or (state = 'sending' and marked_at is null))
        returning id, application_id, appointment_id, revision, recipient_id, channel, type, period,
            attempts, claims, trace
        """
    }

    /// What is on its way to somebody who takes no part any more, claimed or not.
    private static func void(_ recipients: [String], _ facts: AppointmentFacts, at now: Instant) -> Query {
        """
        update notifications
        set state = 'suppressed', reason = \(LedgerReason.removed.rawValue), at = \(now), lease_until = null
        where application_id = \(facts.applicationId) and appointment_id = \(facts.id)
            and recipient_id = any(\(recipients))
            and (state = 'planned' or (state = 'sending' and marked_at is null))
        returning id, application_id, appointment_id, revision, recipient_id, channel, type, period,
            attempts, claims, trace
        """
    }
}
