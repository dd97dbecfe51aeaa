// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import NotificationsContract
package import Outbox
package import Postgres
package import SchedulingContract
package import Time

/// Brings the ledger in line with one event of an appointment, in the transaction of the event's inbox row.
///
/// Messages are planned from the event and voided by the newest facts that have arrived, so that events may come in any
/// order and any number of times.
package struct Planner: Sendable {
    private let outbox: Outbox
    private let clock: WallClock

    package init(outbox: Outbox, clock: WallClock) {
        self.outbox = outbox
        self.clock = clock
    }

    /// One event, as far as the ledger needs to know of it.
    package struct Cause: Sendable {
        package let id: String
        package let trace: String?
        package let occasion: MessagePlan.Occasion
        /// Whether it tells that the first one joined the conference.
        package let hasStarted: Bool
        package let change: AppointmentChange

        package init(
            id: String, trace: String?, occasion: MessagePlan.Occasion, hasStarted: Bool, change: AppointmentChange
        ) {
            self.id = id
            self.trace = trace
            self.occasion = occasion
            self.hasStarted = hasStarted
            self.change = change
        }
    }

    /// Plans what the event asks for and voids what is overtaken; the caller has kept the event's facts.
    ///
    /// - Returns: whether a message now waits to be sent.
    package func plan(_ cause: Cause, in database: PostgresTransaction) throws -> Bool {
        let now = clock.now()
        let newest = try newestFacts(cause.change.current, in: database)
        // Rows first, then the subject, as the ledger does: else both would wait for each other.
        database.enqueue(Self.lockOpen(newest))
        outbox.lock([newest.id], in: database)
        var isWaiting = try insert(
            MessagePlan.messages(cause.occasion, cause.change, at: now), cause.change.current, cause, at: now,
            in: database)
        try void(newest, cause, at: now, in: database)
        if newest.revision > 0 {
            let confirmations = try database.query(Self.confirmations(newest)).map { row in
                MessagePlan.Confirmation(
                    recipientId: try row.decode("recipient_id"), channel: try row.decode("channel"),
                    isSuperseded: try row.decode("superseded"))
            }
            let renewals = MessagePlan.renewals(newest, confirmations, at: now)
            isWaiting = try insert(renewals, newest, cause, at: now, in: database) || isWaiting
        }
        if let end = MessageVoid.actualEnd(newest) {
            let moved = try database.execute(Self.moveFollowUps(newest, endedAt: end))
            isWaiting = moved > 0 || isWaiting
        }
        return isWaiting
    }

    private func newestFacts(
        _ facts: AppointmentFacts, in database: PostgresTransaction
    ) throws -> AppointmentFacts {
        guard let row = try database.query(Self.newest(facts)).first else { return facts }
        let text = try row.decode("facts", as: String.self)
        return try JSONDecoder().decode(AppointmentFacts.self, from: Data(text.utf8))
    }

    /// Does nothing for messages that are in the ledger already.
    private func insert(
        _ messages: [MessagePlan.Message], _ facts: AppointmentFacts, _ cause: Cause, at now: Instant,
        in database: PostgresTransaction
    ) throws -> Bool {
        guard !messages.isEmpty else { return false }
        let rows = messages.map { PlannedRow(id: Identifier.random(), message: $0) }
        let inserted = Set(
            try database.query(Self.insert(rows, facts, trace: cause.trace, at: now)).map {
                try $0.decode("id", as: String.self)
            })
        let fresh = rows.filter { inserted.contains($0.id) }
        let waiting = fresh.filter { $0.message.suppressed == nil }
        let suppressed = fresh.filter { $0.message.suppressed != nil }
        try publish(.notificationPlanned, waiting.map { $0.change(facts) }, facts, cause, in: database)
        try publish(.notificationSuppressed, suppressed.map { $0.change(facts) }, facts, cause, in: database)
        return !waiting.isEmpty
    }

    private func void(
        _ facts: AppointmentFacts, _ cause: Cause, at now: Instant, in database: PostgresTransaction
    ) throws {
        var ids: [String] = []
        var reasons: [String] = []
        var changes: [NotificationChange] = []
        for entry in try database.query(Self.open(facts)).map({ try Ledger.entry($0) }) {
            let reason = MessageVoid.reason(
                type: entry.type, revision: entry.revision, recipientId: entry.recipientId, facts,
                hasStarted: cause.hasStarted)
            guard let reason else { continue }
            ids.append(entry.id)
            reasons.append(reason.rawValue)
            changes.append(entry.change(reason))
        }
        guard !ids.isEmpty else { return }
        database.enqueue(Self.void(ids, reasons, at: now))
        try publish(.notificationSuppressed, changes, facts, cause, in: database)
    }

    private func publish(
        _ type: EventType<NotificationChange>, _ changes: [NotificationChange], _ facts: AppointmentFacts,
        _ cause: Cause, in database: PostgresTransaction
    ) throws {
        let entries = changes.map { Outbox.Entry(subject: facts.id, application: facts.applicationId, data: $0) }
        try outbox.write(type, entries, trace: cause.trace, causation: cause.id, in: database)
    }
}

/// A message that is about to be put into the ledger.
struct PlannedRow: Sendable {
    let id: String
    let message: MessagePlan.Message

    func change(_ facts: AppointmentFacts) -> NotificationChange {
        NotificationChange(
            notificationId: id, appointmentId: facts.id, recipientId: message.recipientId,
            type: message.type.rawValue, channel: message.channel.rawValue, revision: facts.revision,
            reason: message.suppressed?.rawValue)
    }
}
