// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Hands an appointment to another agent in one transaction: the old one is free and the new one busy, or nothing is.
struct ReassignAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<ReassignAppointment>) async throws -> Answer {
        let operation = request.operation
        let now = clock.now()
        return try await database.occupying(until: request.deadline, at: now) {
            try await database.change(operation.id, request, .assign, at: now) { [outbox] before, transaction in
                let after = try before.reassigned(to: operation.userId, at: now)
                guard after.version != before.version else {
                    return .json(before.document, etag: before.etag)
                }
                let terms = try ApplicationTerms.current(of: after.applicationID, in: transaction)
                try Occupancy.exchange(before, for: after, under: terms.overlapPolicy, in: transaction)
                transaction.enqueue(AppointmentRows.updateParticipants(after))
                try outbox.write(.appointmentReassigned, change: before, to: after, by: request, in: transaction)
                return .json(after.document, etag: after.etag)
            }
        }
    }
}
