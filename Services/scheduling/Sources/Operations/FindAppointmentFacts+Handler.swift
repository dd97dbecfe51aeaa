// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import SchedulingContract

/// Tells neighbours the current facts of a few appointments; background work, no tenant of its own.
struct FindAppointmentFactsHandler: Sendable {
    let database: PostgresPool

    func handle(_ request: Request<FindAppointmentFacts>) async throws -> FindAppointmentFacts.Reply {
        let ids = Array(request.operation.ids.filter(Identifier.isWellFormed).prefix(100))
        let rows = try await database.read(.background, until: request.deadline.instant, Self.find(ids))
        return FindAppointmentFacts.Reply(
            appointments: try rows.first.map { try $0.map { try Appointment($0).facts } } ?? [])
    }

    private static func find(_ ids: [String]) -> Query {
        """
        select \(unsafeSQL: AppointmentRows.columns) from \(unsafeSQL: AppointmentRows.tables)
        where a.id = any(\(ids))
        """
    }
}
