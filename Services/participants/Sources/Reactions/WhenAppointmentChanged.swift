// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Keeps what authorization needs of an appointment up to date and confirms its registration.
///
/// Arrival order is not promised: older facts never replace newer ones.
struct WhenAppointmentChanged: Sendable {
    let database: PostgresPool
    let clock: WallClock

    func react(_ event: ReceivedEvent<AppointmentChange>) async throws {
        guard let keeping = try? event.data.current.keeping(at: clock.now()) else {
            throw UndecodableEvent("a time in data.current is not RFC 3339")
        }
        let confirming = event.data.current.confirming
        try await database.transaction(.background, until: event.deadline.instant) { transaction in
            guard try Inbox.isFirst(event.id, consumer: "appointment-changed", in: transaction) else { return }
            transaction.enqueue(keeping)
            transaction.enqueue(confirming)
        }
    }
}
