// SPDX-License-Identifier: Apache-2.0

package import Logging
import ServiceLifecycle

/// A bounded pool of connections, each with a thread of its own; nothing blocks Swift's cooperative threads.
///
/// Works from `init` on; whoever makes one must run ``run()`` (as a `Service`) to have it closed in order.
package final class PostgresPool: Service, Sendable {
    private let core: PoolCore

    package init(configuration: PostgresConfiguration, logger: Logger) {
        core = PoolCore(configuration: configuration, logger: logger)
        core.start()
    }

    deinit {
        core.close()
    }

    /// Whether the last contact with the server succeeded, for readiness.
    package var isReachable: Bool { core.isReachable }

    /// Reads in one round trip: all statements are one implicit, read-only transaction under the scope.
    ///
    /// Repeated on another connection when the one used is lost. Under load several reads share one pipeline, those of
    /// one scope also the transaction; each has its own fate. Cancelling the task only keeps it from being begun.
    ///
    /// - Parameters:
    ///   - scope: whose rows can be seen.
    ///   - deadline: when the answer is of no more use; the server stops working then, too.
    ///   - queries: at least one; a write is refused with SQLSTATE 25006.
    /// - Returns: the rows of each query, in order.
    /// - Throws: ``PostgresFailure`` of the first query that failed.
    package func read(
        _ scope: Scope, until deadline: ContinuousClock.Instant, _ queries: Query...,
        file: String = #fileID, line: Int = #line
    ) async throws(PostgresFailure) -> [Rows] {
        let mark = CancelMark()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let job = ReadJob(scope, queries, deadline: deadline, mark: mark, continuation: continuation)
                core.submit(.read(job))
            }
        } onCancel: {
            mark.set()
        }
        switch result {
        case .success(let rows): return rows
        case .failure(let failure):
            PostgresMetrics.process.count(failure)
            throw failure.at(file, line)
        }
    }

    /// Runs `body` between BEGIN and COMMIT, on the connection's own thread, so nothing can be awaited in it.
    ///
    /// The body is run again, whole, after a serialization failure or deadlock (three times at most) and when the
    /// connection was lost before COMMIT was sent: it must not act outside the database.
    ///
    /// - Parameters:
    ///   - scope: whose rows can be seen and written.
    ///   - deadline: past it every statement, and COMMIT, fails with `late`.
    /// - Returns: what the body returned, once committed.
    /// - Throws: what the body threw, as it is, after everything was rolled back; ``PostgresFailure`` for COMMIT, with
    ///   code `outcomeUnknown` when it was sent and the connection lost.
    @discardableResult
    package func transaction<T: Sendable>(
        _ scope: Scope, until deadline: ContinuousClock.Instant, file: String = #fileID, line: Int = #line,
        _ body: @escaping @Sendable (PostgresTransaction) throws -> T
    ) async throws -> T {
        let mark = CancelMark()
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let job = TransactionJob(
                        scope, deadline: deadline, mark: mark, body: body, continuation: continuation)
                    core.submit(.transaction(job))
                }
            } onCancel: {
                mark.set()
            }
        } catch let failure as PostgresFailure {
            PostgresMetrics.process.count(failure)
            throw failure.at(file, line)
        }
    }

    /// Waits for a connection.
    ///
    /// - Returns: whether the server could be reached in time.
    package func becomesReachable(within limit: Duration) async -> Bool {
        await core.wait(for: .reachable, until: .now + limit)
    }

    /// Waits for graceful shutdown (or cancellation), then refuses new work, finishes what waits and is under way, for
    /// ten seconds at most, and closes the connections.
    package func run() async throws {
        // Either way out means the same: close.
        try? await gracefulShutdown()
        core.close()
        if await !core.wait(for: .closed, until: .now + .seconds(10)) { core.abandon() }
    }
}
