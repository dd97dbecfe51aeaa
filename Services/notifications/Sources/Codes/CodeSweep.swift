// SPDX-License-Identifier: Apache-2.0
import Logging
import Outbox
import Postgres
import Time

/// Deletes codes and failures that are long over and no longer counted, in small batches off the hot path.
struct CodeSweep: Sweep {
    static let failure: Logger.Message = "code sweep failed"
    static let keptFor = Duration.seconds(3_600)

    let database: PostgresPool
    let clock: WallClock
    let logger: Logger

    /// One batch of each table; the count of rows deleted.
    func sweep() async throws -> Int {
        let now = clock.now()
        return try await database.transaction(.background, until: .now.advanced(by: .seconds(10))) { database in
            let codes = try database.execute(Self.deleteCodes(before: now - Self.keptFor))
            return codes + (try database.execute(Self.deleteFailures(before: now)))
        }
    }
}

extension CodeSweep {
    private static func deleteCodes(before cutoff: Instant) -> Query {
        """
        delete from codes where id in (
            select id from codes where created_at < \(cutoff) order by created_at limit 500)
        """
    }

    /// A row that is being counted in is passed over: afterwards it is no longer over.
    private static func deleteFailures(before now: Instant) -> Query {
        """
        delete from code_failures where (application_id, address_hash) in (
            select application_id, address_hash from code_failures
            where kept_until < \(now) order by kept_until limit 500 for update skip locked)
        """
    }
}
