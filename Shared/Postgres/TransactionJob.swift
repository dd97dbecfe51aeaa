// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A transaction of whatever result.
protocol AnyTransactionJob: PoolJob {
    /// Runs the transaction and finishes the job, unless the connection was lost before COMMIT was sent.
    ///
    /// - Returns: `nil` when finished, else why it was not: the same job may be run again on another connection.
    func perform(on connection: Connection) -> PostgresFailure?
}

/// One transaction with its asker.
final class TransactionJob<Value: Sendable>: AnyTransactionJob {
    let scope: Scope
    let deadline: ContinuousClock.Instant
    let begun = ContinuousClock.now
    let mark: CancelMark
    let attempts = Atomic(0)
    private let body: @Sendable (PostgresTransaction) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>

    init(
        _ scope: Scope, deadline: ContinuousClock.Instant, mark: CancelMark,
        body: @escaping @Sendable (PostgresTransaction) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.scope = scope
        self.deadline = deadline
        self.mark = mark
        self.body = body
        self.continuation = continuation
    }

    func finish(_ failure: PostgresFailure) {
        continuation.resume(throwing: failure)
    }

    func perform(on connection: Connection) -> PostgresFailure? {
        var repetitions = 0
        var hasForgotten = false
        while true {
            let transaction = PostgresTransaction(connection, .transaction(scope, deadline: deadline))
            do {
                let value = try body(transaction)
                try transaction.commit()
                continuation.resume(returning: value)
                return nil
            } catch {
                transaction.rollback()
                // Anything but a failure of ours is the body's own refusal and passes as it is.
                guard let failure = error as? PostgresFailure else {
                    continuation.resume(throwing: error)
                    return nil
                }
                if connection.isLost, failure.code == .unreachable { return failure }
                if failure.isWorthRepeating, repetitions < 3, !connection.isLost, deadline > .now {
                    repetitions += 1
                    // Jitter, so that the same two do not meet again.
                    _ = poll(nil, 0, Int32.random(in: 1...10) * Int32(repetitions))
                    continue
                }
                if failure.isStalePlan, !hasForgotten, !connection.isLost,
                    (try? connection.forgetStatements(until: deadline + Connection.grace)) != nil
                {
                    hasForgotten = true
                    continue
                }
                continuation.resume(throwing: failure)
                return nil
            }
        }
    }
}
