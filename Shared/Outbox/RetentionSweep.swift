// SPDX-License-Identifier: Apache-2.0
package import Logging
package import Postgres

/// Keeps the messaging tables bounded: deletes what is past its time in small batches, off the hot path.
///
/// Published outbox rows and inbox rows are kept 7 days for replay and deduplication, idempotency records 24 hours.
package struct RetentionSweep: Sweep {
    package static let failure: Logger.Message = "retention sweep failed"
    private let database: PostgresPool
    package let logger: Logger

    package init(database: PostgresPool, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// One batch of each table; the count of rows deleted.
    package func sweep() async throws -> Int {
        try await database.transaction(.background, until: .now.advanced(by: .seconds(10))) { database in
            try Self.batches.reduce(0) { count, batch in count + (try database.execute(batch)) }
        }
    }
}

extension RetentionSweep {
    private static let batches: [Query] = [
        // Rows are published about in the order of their ids, so the oldest of them say whether there is something to do.
        """
        delete from outbox where id in (
            select id from (select id, published_at from outbox order by id limit 1000) as oldest
            where published_at < now() - interval '7 days' limit 500)
        """,
        """
        delete from inbox where (consumer, message_id) in (
            select consumer, message_id from inbox where received_at < now() - interval '7 days'
            order by received_at limit 500)
        """,
        """
        delete from idempotency where (application_id, caller, operation, key) in (
            select application_id, caller, operation, key from idempotency
            where created_at < now() - interval '24 hours' order by created_at limit 500)
        """,
    ]
}
