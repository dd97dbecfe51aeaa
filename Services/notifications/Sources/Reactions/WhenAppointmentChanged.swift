// SPDX-License-Identifier: Apache-2.0
import Failpoints
import Foundation
import Messaging
package import Outbox
package import Postgres
package import SchedulingContract
import Time

/// Keeps the copy of an appointment's facts, plans the messages it asks for and voids those it overtakes.
package struct WhenAppointmentChanged: Sendable {
    private let database: PostgresPool
    private let planner: Planner
    private let planned: WakeSignal

    private static let consumer = "appointment-changed"

    /// - Parameter planned: raised when a message was planned.
    package init(database: PostgresPool, planner: Planner, planned: WakeSignal) {
        self.database = database
        self.planner = planner
        self.planned = planned
    }

    package func scheduled(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event, .scheduled)
    }

    package func rescheduled(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event, .rescheduled)
    }

    package func cancelled(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event, .cancelled)
    }

    package func added(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event, .customerAdded)
    }

    package func removed(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event, .customerRemoved)
    }

    /// Activated, by somebody who asked for it or because the first one joined the conference.
    package func activated(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event, .changed, hasStarted: event.data.actor == .videoPlatform)
    }

    /// Any other change.
    package func changed(_ event: ReceivedEvent<AppointmentChange>) async throws {
        try await react(event, .changed)
    }

    private func react(
        _ event: ReceivedEvent<AppointmentChange>, _ occasion: MessagePlan.Occasion, hasStarted: Bool = false
    ) async throws {
        let facts = Array(try JSONEncoder().encode(event.data.current))
        guard let ends = try? Instant(rfc3339: event.data.current.end),
            (try? Instant(rfc3339: event.data.current.start)) != nil
        else { throw UndecodableEvent("a time in data.current is not RFC 3339") }
        let cause = Planner.Cause(
            id: event.id, trace: event.trace, occasion: occasion, hasStarted: hasStarted, change: event.data)
        try await database.transaction(.background, until: event.deadline.instant) { database in
            guard try Inbox.isFirst(event.id, consumer: Self.consumer, in: database) else { return }
            database.enqueue(Self.keep(event.data.current, ends: ends, facts: facts, sequence: event.sequence))
            if try planner.plan(cause, in: database) {
                Failpoint.messagesPlanned.pass()
                database.afterCommit(planned.raise)
            }
        }
    }
}

extension WhenAppointmentChanged {
    /// Locks the appointment's row whether or not it changes: its events take effect one after the other.
    private static func keep(_ facts: AppointmentFacts, ends: Instant, facts json: [UInt8], sequence: Int) -> Query {
        """
        insert into appointments (application_id, id, sequence, revision, ends, facts)
        values (\(facts.applicationId), \(facts.id), \(sequence), \(facts.revision), \(ends), \(json: json))
        on conflict (application_id, id) do update
        set sequence = excluded.sequence, revision = excluded.revision, ends = excluded.ends, facts = excluded.facts
        where appointments.sequence < excluded.sequence
        """
    }
}
