// SPDX-License-Identifier: Apache-2.0
import Observability
package import Postgres

/// Reads how many events wait to be published, and how long, when somebody looks at the metrics.
///
/// Every replica tells the same of the one table.
package struct OutboxSample: Sendable {
    private let database: PostgresPool

    package init(database: PostgresPool) {
        self.database = database
    }

    /// At most a second; a database that is away leaves the gauges as they were.
    package func take() async {
        let metrics = OutboxMetrics.process
        do {
            let rows = try await database.read(.background, until: .now + .seconds(1), Self.waiting)
            guard let row = rows.first?.first else { return }
            metrics.backlog.set(Double(try row.decode("backlog", as: Int.self)))
            metrics.oldestAge.set(Double(try row.decode("age", as: Int.self)) / 1_000)
        } catch {
            metrics.samplesFailed.increment()
        }
    }

    private static let waiting: Query = """
        select count(*) as backlog,
            coalesce((extract(epoch from clock_timestamp() - min(created_at)) * 1000)::bigint, 0) as age
        from (select created_at from outbox where published_at is null order by id limit 100000) as waiting
        """
}
