// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import SchedulingContract

/// Reads one appointment in one round trip.
struct FindAppointmentHandler: Sendable {
    let database: PostgresPool

    func handle(_ request: Request<FindAppointment>) async throws -> Answer {
        let id = request.operation.id
        let found = Identifier.isWellFormed(id) ? try await find(id, request) : nil
        let appointment = try Rights.require(request.caller, .read, of: found)
        return .json(appointment.document, etag: appointment.etag)
    }

    private func find(_ id: String, _ request: Request<FindAppointment>) async throws -> Appointment? {
        try await database.read(
            .applications(request.caller.applications), until: request.deadline.instant, AppointmentRows.find(id)
        ).first?.first.map(Appointment.init)
    }
}
