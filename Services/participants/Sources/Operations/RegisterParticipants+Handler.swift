// SPDX-License-Identifier: Apache-2.0
import Contract
import Failpoints
import JSON
import Messaging
import Outbox
import ParticipantsContract
import Postgres
import Time

/// Keeps the customers of an appointment that is about to be committed; repeated registrations change nothing.
struct RegisterParticipantsHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<RegisterParticipants>) async throws -> RegisterParticipants.Reply {
        let appointment = request.operation.appointment
        let customers = request.operation.customers
        let end = try Instant(rfc3339: appointment.end)
        for metadata in customers.compactMap(\.metadata) {
            // It is spliced into answers as it is, so it has to be one object.
            _ = try JSONSlices.members(of: Array(metadata.utf8))
        }
        let now = clock.now()
        try await database.transaction(
            .applications([appointment.applicationId]), until: request.deadline.instant
        ) { [outbox] transaction in
            transaction.enqueue(appointment.insertion(end: end, at: now))
            Failpoint.registrationBegun.pass()
            let new = try transaction.query(appointment.insertion(of: customers, at: now)).map {
                try $0.decode("id", as: String.self)
            }
            outbox.lock(new, in: transaction)
            let entries = new.map { id in
                Outbox.Entry(
                    subject: id, application: appointment.applicationId,
                    data: ParticipantChange(appointmentId: appointment.appointmentId, participantId: id))
            }
            try outbox.write(
                .participantRegistered, entries, trace: request.trace, causation: request.id, in: transaction)
        }
        Failpoint.registrationCommitted.pass()
        return RegisterParticipants.Reply()
    }
}
