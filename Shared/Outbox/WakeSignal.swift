// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Wakes a loop of this process when there is work for it, so that it looks at once instead of at its next turn: the
/// relay when an outbox row was committed, the dispatcher when a message was planned.
///
/// Signals gather; a lost one costs the loop's interval, never work, for other replicas can't signal anyway.
package final class WakeSignal: Sendable {
    private struct State {
        var isRaised = false
        /// Tells the timer of an earlier wait from that of the present one.
        var wait = 0
        var expired = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Never blocks.
    package func raise() {
        let waiter = state.withLock { state in
            state.isRaised = state.waiter == nil
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Waits for a signal, but no longer than so long, and not at all when the task is cancelled. One waiter at a time.
    package func wait(atMost duration: Duration) async {
        let wait = state.withLock { state in
            state.wait += 1
            return state.wait
        }
        // A group and not `async let`: see docs/decisions/0009.
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.expire(wait, after: duration) }
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    assert(state.waiter == nil, "one waits already")
                    let isOver = state.isRaised || state.expired >= wait
                    state.isRaised = false
                    state.waiter = isOver ? nil : continuation
                    return isOver
                }
                if isOver {
                    continuation.resume()
                }
            }
            group.cancelAll()
        }
    }

    /// Ends the wait after its time or when the task is cancelled, whichever is sooner; a wait that is over is left be.
    private func expire(_ wait: Int, after duration: Duration) async {
        try? await Task.sleep(for: duration)
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.wait == wait else { return nil }
            state.expired = wait
            return state.waiter.take()
        }
        waiter?.resume()
    }
}
