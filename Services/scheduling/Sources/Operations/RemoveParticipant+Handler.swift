// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Outbox
import Postgres
import SchedulingContract
import Time

/// Removes a participant; an agent's time is free from then on, a customer's details stay with participants for now.
struct RemoveParticipantHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<RemoveParticipant>) async throws -> Answer {
        let operation = request.operation
        let now = clock.now()
        return try await database.change(operation.id, request, .assign, at: now) { [outbox] before, transaction in
            let after = try before.removing(operation.participantId, at: now)
            // Nobody joins, so nothing is refused.
            try Occupancy.exchange(before, for: after, under: .refuse, in: transaction)
            Tickets.revoke(of: operation.participantId, from: after, at: now, in: transaction)
            transaction.enqueue(AppointmentRows.updateParticipants(after))
            try outbox.write(.appointmentParticipantRemoved, change: before, to: after, by: request, in: transaction)
            return .json(after.document, etag: after.etag)
        }
    }
}
