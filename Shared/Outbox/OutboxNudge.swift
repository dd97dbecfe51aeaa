// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Tells the relay of this process that an outbox row was committed, so that it looks at once instead of at its next
/// poll. Nudges gather; a lost one costs a poll interval, never an event.
package final class OutboxNudge: Sendable {
    private struct State {
        var raised = false
        /// The latest wait, and the latest one whose time is over.
        var ticket = 0
        var expired = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Never blocks.
    package func raise() {
        let waiter = state.withLock { state in
            state.raised = state.waiter == nil
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Waits for a nudge, but no longer than so long. One caller at a time: the relay.
    func wait(atMost duration: Duration) async {
        let ticket = state.withLock { state in
            state.ticket += 1
            return state.ticket
        }
        // Leaving the scope cancels the timer.
        async let _: Void = expire(ticket, after: duration)
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                let isOver = state.raised || state.expired >= ticket
                state.raised = false
                state.waiter = isOver ? nil : continuation
                return isOver
            }
            if isOver {
                continuation.resume()
            }
        }
    }

    /// Ends the wait after its time or when the task is cancelled, whichever is sooner; a wait that is over is left be.
    private func expire(_ ticket: Int, after duration: Duration) async {
        try? await Task.sleep(for: duration)
        let waiter = state.withLock { state in
            guard state.ticket == ticket else { return nil as CheckedContinuation<Void, Never>? }
            state.expired = ticket
            return state.waiter.take()
        }
        waiter?.resume()
    }
}
