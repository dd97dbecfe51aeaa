// SPDX-License-Identifier: Apache-2.0
import Logging
import Outbox
import Postgres
import Time

/// Deletes codes that are long over and no longer counted, in small batches off the hot path.
struct CodeSweep: Sweep {
    static let failure: Logger.Message = "code sweep failed"
    static let keptFor = Duration.seconds(3_600)

    let database: PostgresPool
    let clock: WallClock
    let logger: Logger

    /// One batch; the count of rows deleted.
    func sweep() async throws -> Int {
        let cutoff = clock.now() - Self.keptFor
        return try await database.transaction(.background, until: .now.advanced(by: .seconds(10))) { database in
            try database.execute(
                """
                delete from codes where id in (
                    select id from codes where created_at < \(cutoff) order by created_at limit 500)
                """)
        }
    }
}
