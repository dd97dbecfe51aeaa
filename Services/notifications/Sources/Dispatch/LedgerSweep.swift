// SPDX-License-Identifier: Apache-2.0
import Logging
import Outbox
import Postgres
import Time

/// Keeps the ledger bounded: deletes what is long settled or over, in small batches off the hot path.
struct LedgerSweep: Sweep {
    static let failure: Logger.Message = "ledger sweep failed"
    /// What became of a message is kept this long.
    static let settledFor = Duration.seconds(90 * 86_400)
    /// The facts outlive the longest period after the end, 365 days.
    static let overFor = Duration.seconds(400 * 86_400)

    let database: PostgresPool
    let clock: WallClock
    let logger: Logger

    /// One batch of each table; the count of rows deleted.
    func sweep() async throws -> Int {
        let now = clock.now()
        return try await database.transaction(.background, until: .now.advanced(by: .seconds(10))) { database in
            let settled = try database.execute(Self.deleteSettled(before: now - Self.settledFor))
            return settled + (try database.execute(Self.deleteOver(before: now - Self.overFor)))
        }
    }
}

extension LedgerSweep {
    /// A planned message of the same appointment keeps nothing back: only settled rows go.
    private static func deleteSettled(before cutoff: Instant) -> Query {
        """
        delete from notifications where id in (
            select id from notifications
            where state in ('sent', 'failed', 'suppressed', 'uncertain') and at < \(cutoff)
            order by at limit 500)
        """
    }

    private static func deleteOver(before cutoff: Instant) -> Query {
        """
        delete from appointments where (application_id, id) in (
            select application_id, id from appointments where ends < \(cutoff) order by ends limit 500)
        """
    }
}
