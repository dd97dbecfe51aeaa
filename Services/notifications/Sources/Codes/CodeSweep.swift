// SPDX-License-Identifier: Apache-2.0
import Logging
import Postgres
import ServiceLifecycle
import Time

/// Deletes codes that are long over and no longer counted, in small batches off the hot path.
struct CodeSweep: Service {
    static let keptFor = Duration.seconds(3_600)
    private static let pause = Duration.seconds(60)

    let database: PostgresPool
    let clock: WallClock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    while try await sweep() > 0, !Task.isCancelled {}
                } catch {
                    logger.warning("code sweep failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

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
