// SPDX-License-Identifier: Apache-2.0

import Observability
import Synchronization

/// A piece of work that waits for a connection and resumes its asker exactly once.
///
/// Only who took it out of the queue, under the pool's lock, may perform or finish it.
protocol PoolJob: AnyObject, Sendable {
    var deadline: ContinuousClock.Instant { get }
    /// When it was handed in.
    var begun: ContinuousClock.Instant { get }
    var mark: CancelMark { get }
    var attempts: Atomic<Int> { get }

    /// Resumes the asker with a failure.
    func finish(_ failure: PostgresFailure)
}

extension PoolJob {
    /// Why it should not be begun any more.
    var obstacle: PostgresFailure? {
        if mark.isSet { return PostgresFailure(.cancelled) }
        return deadline <= .now ? PostgresFailure(.late, summary: "waiting for a connection") : nil
    }

    /// Counts one more try after a lost connection or a stale plan.
    ///
    /// - Returns: whether it may be tried again.
    func mayRepeat() -> Bool {
        PostgresMetrics.process.repeats.increment()
        return attempts.add(1, ordering: .relaxed).newValue <= 2 && deadline > .now
    }
}

/// One read with its asker.
final class ReadJob: PoolJob {
    let scope: Scope
    let queries: [Query]
    let deadline: ContinuousClock.Instant
    let begun = ContinuousClock.now
    let mark: CancelMark
    let attempts = Atomic(0)
    private let continuation: CheckedContinuation<Result<[Rows], PostgresFailure>, Never>

    init(
        _ scope: Scope, _ queries: [Query], deadline: ContinuousClock.Instant, mark: CancelMark,
        continuation: CheckedContinuation<Result<[Rows], PostgresFailure>, Never>
    ) {
        self.scope = scope
        self.queries = queries
        self.deadline = deadline
        self.mark = mark
        self.continuation = continuation
    }

    func finish(_ rows: [Rows]) {
        continuation.resume(returning: .success(rows))
    }

    func finish(_ failure: PostgresFailure) {
        continuation.resume(returning: .failure(failure))
    }
}
