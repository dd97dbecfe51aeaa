// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Adds an agent, whose time is occupied from then on.
struct AddAgentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<AddAgent>) async throws -> Answer {
        let operation = request.operation
        let now = clock.now()
        return try await database.occupying(until: request.deadline, at: now) {
            try await database.change(operation.id, request, .assign, at: now) { [outbox] before, transaction in
                let agent = AppointmentParticipant(id: operation.userId, type: .agent)
                let after = try before.adding(agent, at: now)
                let terms = try ApplicationTerms.current(of: after.applicationID, in: transaction)
                try Occupancy.exchange(before, for: after, under: terms.overlapPolicy, in: transaction)
                transaction.enqueue(AppointmentRows.updateParticipants(after))
                try outbox.write(.appointmentParticipantAdded, change: before, to: after, by: request, in: transaction)
                return .json(after.document, etag: after.etag)
            }
        }
    }
}
