// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Cancels an appointment and frees its agents; the row stays for audit and events.
struct CancelAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<CancelAppointment>) async throws -> Answer {
        try await database.change(request.operation.id, request, .move) { [outbox, clock] before, transaction in
            try request.requireValid()
            try EntityTag.require(request.ifMatch, matches: before.etag)
            var after = before
            after.cancelledAt = clock.now()
            after.updatedAt = clock.now()
            after.version += 1
            after.revision += 1
            try Occupancy.release(after, in: transaction)
            _ = try transaction.execute(Self.update(after))
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
