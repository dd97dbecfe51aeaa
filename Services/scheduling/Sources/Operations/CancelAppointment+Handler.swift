// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Cancels an appointment, frees its agents and revokes its room tickets; the row stays for audit and events.
struct CancelAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<CancelAppointment>) async throws -> Answer {
        let now = clock.now()
        return try await database.change(request.operation.id, request, .move, at: now) {
            [outbox] before, transaction in
            var after = before
            after.cancelledAt = now
            after.updatedAt = now
            after.version += 1
            after.revision += 1
            Occupancy.release(after, in: transaction)
            Tickets.revoke(after, at: now, in: transaction)
            transaction.enqueue(Self.update(after))
            try outbox.write(.appointmentCancelled, change: before, to: after, by: request, in: transaction)
            return .noContent
        }
    }

    private static func update(_ a: Appointment) -> Query {
        """
        update appointments set
            cancelled_at = \(a.cancelledAt), version = \(a.version), revision = \(a.revision),
            updated_at = \(a.updatedAt)
        where id = \(a.id)
        """
    }
}
