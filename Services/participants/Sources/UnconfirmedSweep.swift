// SPDX-License-Identifier: Apache-2.0
import Contract
import Logging
import Messaging
import Outbox
import ParticipantsContract
import Postgres
import SchedulingContract
import Time

/// Deletes the details that were left behind by an appointment, or a customer added to one, that was refused after the
/// registration.
///
/// A registration that no event has confirmed in ten minutes is asked for at scheduling first: a late event is no
/// reason to lose people's details.
struct UnconfirmedSweep: Sweep {
    static let failure: Logger.Message = "sweep of registrations failed"
    private static let patience = Duration.seconds(600)

    let database: PostgresPool
    let source: AppointmentSource
    let clock: WallClock
    let logger: Logger

    /// One batch: the number of rows that were confirmed or deleted, 0 when none is left.
    func sweep() async throws -> Int {
        let deadline = Deadline(in: .seconds(10))
        let now = clock.now()
        let cutoff = now - Self.patience
        let results = try await database.read(
            .background, until: deadline.instant, Self.unconfirmed(before: cutoff))
        let ids = try results.flatMap { rows in try rows.map { row in try row.decode("id", as: String.self) } }
        guard !ids.isEmpty else { return 0 }
        let known = try await source.find(ids, nil, deadline)
        let keeping = try known.flatMap { facts in [try facts.keeping(at: now), facts.confirming] }
        let unknown = Array(Set(ids).subtracting(known.map(\.id)))
        let settled = try await database.transaction(.background, until: deadline.instant) { transaction in
            let confirmed = try keeping.reduce(0) { count, query in count + (try transaction.execute(query)) }
            let refused = try transaction.execute(Self.delete(unknown))
            return confirmed + refused + (try transaction.execute(Self.deleteCustomers(of: ids, before: cutoff)))
        }
        logger.info("registrations settled", metadata: ["known": "\(known.count)", "deleted": "\(unknown.count)"])
        return settled
    }
}

extension UnconfirmedSweep {
    /// As many as scheduling answers at a time.
    private static func unconfirmed(before cutoff: Instant) -> Query {
        """
        select id from (
            select id, registered_at from appointments where sequence = 0 and registered_at < \(cutoff)
            union all
            select a.id, min(p.registered_at) from participants p
            join appointments a on a.application_id = p.application_id and a.id = p.appointment_id
            where not p.confirmed and p.registered_at < \(cutoff) and a.sequence > 0
            group by a.id) as waiting
        order by registered_at limit 100
        """
    }

    /// The details go with the row; one that was confirmed meanwhile stays.
    private static func delete(_ ids: [String]) -> Query {
        "delete from appointments where id = any(\(ids)) and sequence = 0"
    }

    /// Customers that are in no snapshot; one that was registered anew meanwhile stays.
    private static func deleteCustomers(of ids: [String], before cutoff: Instant) -> Query {
        """
        delete from participants
        where appointment_id = any(\(ids)) and not confirmed and registered_at < \(cutoff)
        """
    }
}
