// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import Messaging
import Postgres
import SchedulingContract

/// Finds an appointment by its bare id, which is the capability: the routes here know no tenant.
///
/// What was just scheduled is found at once: the owner is asked on a miss, and what it says is kept.
struct AppointmentLookup: Sendable {
    let database: PostgresPool
    let source: AppointmentSource

    /// - Throws: ``Refusal`` `notFound` for an id that is malformed, unknown or of a cancelled appointment.
    func find(_ id: String, trace: String?, until deadline: Deadline) async throws -> AppointmentFacts {
        guard Identifier.isWellFormed(id), let facts = try await known(id, trace: trace, until: deadline),
            !facts.cancelled
        else { throw Refusal(.notFound) }
        return facts
    }

    private func known(_ id: String, trace: String?, until deadline: Deadline) async throws -> AppointmentFacts? {
        let results = try await database.read(.background, until: deadline.instant, Self.find(id))
        if let row = results.first?.first {
            let facts = try row.decode("facts", as: String.self)
            return try JSONDecoder().decode(AppointmentFacts.self, from: Data(facts.utf8))
        }
        guard let facts = try await source.find([id], trace, deadline).first(where: { $0.id == id }) else {
            return nil
        }
        let keeping = try facts.keeping()
        try await database.transaction(.applications([facts.applicationId]), until: deadline.instant) { transaction in
            transaction.enqueue(keeping)
        }
        return facts
    }
}

extension AppointmentLookup {
    private static func find(_ id: String) -> Query {
        "select facts from appointments where id = \(id)"
    }
}
