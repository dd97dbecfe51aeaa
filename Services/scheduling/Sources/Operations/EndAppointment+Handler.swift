// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Ends an appointment, frees its agents and revokes its room tickets; one that has ended is answered as it is.
struct EndAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<EndAppointment>) async throws -> Answer {
        let now = clock.now()
        return try await database.change(request.operation.id, request, .end, at: now) {
            [outbox] before, transaction in
            guard let after = before.ended(at: now) else { return .json(before.document, etag: before.etag) }
            Occupancy.release(after, in: transaction)
            Tickets.revoke(after, at: now, in: transaction)
            transaction.enqueue(AppointmentRows.updateState(after))
            try outbox.write(.appointmentEnded, change: before, to: after, by: request, in: transaction)
            return .json(after.document, etag: after.etag)
        }
    }
}
