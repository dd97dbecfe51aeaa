// SPDX-License-Identifier: Apache-2.0
import AMQP
import Messaging
import Postgres
import ServiceLifecycle

/// Consumes from the moment on when the database was reached, and when it can answer and ask: a process that takes
/// requests earlier keeps them from its replicas, who could answer at once, or loses the answer.
///
/// Where one of them stays away it consumes all the same, so that requests are refused and don't wait for their deadline.
struct WorkOnceReachable: Service {
    private static let patience = Duration.seconds(1)

    let database: PostgresPool
    let requests: RequestClient
    let consumer: AMQPConsumer

    func run() async throws {
        let end = Deadline(in: Self.patience)
        _ = await database.becomesReachable(within: end.remaining)
        _ = await requests.becomesReady(within: end.remaining)
        try await consumer.run()
    }
}
