// SPDX-License-Identifier: Apache-2.0
import Failpoints
import Messaging
import Outbox
import Postgres
import SchedulingContract

/// Keeps the newest facts of an appointment; arrival order is not promised, so older ones never replace newer ones.
struct WhenAppointmentChanged: Sendable {
    let database: PostgresPool

    func react(_ event: ReceivedEvent<AppointmentChange>) async throws {
        guard let keeping = try? event.data.current.keeping() else {
            throw UndecodableEvent("a time in data.current is not RFC 3339")
        }
        try await database.transaction(.background, until: event.deadline.instant) { transaction in
            guard try Inbox.isFirst(event.id, consumer: "appointment-changed", in: transaction) else { return }
            transaction.enqueue(keeping)
            Failpoint.factsKept.pass()
        }
    }
}
