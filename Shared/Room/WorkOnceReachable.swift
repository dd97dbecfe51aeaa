// SPDX-License-Identifier: Apache-2.0
import AMQP
import Postgres
import ServiceLifecycle

/// Consumes from the first contact with the database on: a process that takes requests earlier keeps them from its
/// replicas, who could answer at once.
///
/// Where the database stays away it consumes all the same, so that requests are refused and don't wait for their deadline.
struct WorkOnceReachable: Service {
    private static let patience = Duration.seconds(1)

    let database: PostgresPool
    let consumer: AMQPConsumer

    func run() async throws {
        _ = await database.becomesReachable(within: Self.patience)
        try await consumer.run()
    }
}
