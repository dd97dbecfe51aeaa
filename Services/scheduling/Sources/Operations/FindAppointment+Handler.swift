// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import SchedulingContract

/// Reads one appointment in one round trip, in two where its application has texts of its own.
struct FindAppointmentHandler: Sendable {
    let database: PostgresPool

    func handle(_ request: Request<FindAppointment>) async throws -> Answer {
        let id = request.operation.id
        let scope = Scope.applications(request.caller.applications)
        let found = Identifier.isWellFormed(id) ? try await find(id, scope, until: request.deadline) : []
        let readable = try Rights.require(request.caller, .read, of: found.first)
        let complete = try await AppointmentRows.complete(
            [readable], under: scope, in: database, until: request.deadline)
        let appointment = complete.first ?? readable
        return .json(appointment.document, etag: appointment.etag)
    }

    private func find(_ id: String, _ scope: Scope, until deadline: Deadline) async throws -> [Appointment] {
        let results = try await database.read(scope, until: deadline.instant, AppointmentRows.find(id))
        return try results.first.map { try $0.map(Appointment.init) } ?? []
    }
}
