// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What other threads leave for a connection's thread, and the bell to wake it with.
///
/// The bell is rung only when the thread may be asleep, so that under load leaving something costs no system call.
final class Mailbox<Content: Sendable>: Sendable {
    enum Stop: Int, Comparable {
        case no
        /// Finish what is in flight, within the time set for it.
        case gracefully
        case now

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private struct State {
        var content: Content
        var stop = Stop.no
        var isWaiting = false
        var isAsleep = false
    }

    let bell = WakeUp()
    private let state: Mutex<State>

    init(_ content: Content) {
        state = Mutex(State(content: content))
    }

    /// Changes the content from any thread.
    ///
    /// - Parameter change: returns whether there is something for the connection's thread, and a result.
    func post<Result: Sendable>(_ change: (inout Content) -> (forThread: Bool, Result)) -> Result {
        let (ring, result) = state.withLock { state in
            let (forThread, result) = change(&state.content)
            return (Self.note(forThread, in: &state), result)
        }
        if ring {
            bell.signal()
        }
        return result
    }

    /// Asks the thread to stop; a request never weakens an earlier one.
    func stop(_ stop: Stop) {
        let ring = state.withLock { state in
            state.stop = max(state.stop, stop)
            return Self.note(true, in: &state)
        }
        if ring {
            bell.signal()
        }
    }

    /// Changes the content from the connection's thread, which is awake.
    func take<Result: Sendable>(_ change: (inout Content, Stop) -> Result) -> Result {
        state.withLock { state in
            state.isWaiting = false
            state.isAsleep = false
            return change(&state.content, state.stop)
        }
    }

    /// Notes that the connection's thread is about to sleep.
    ///
    /// - Returns: false if there is something to take, so that it must not.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = !state.isWaiting
            return state.isAsleep
        }
    }

    private static func note(_ forThread: Bool, in state: inout State) -> Bool {
        guard forThread else { return false }
        state.isWaiting = true
        let ring = state.isAsleep
        state.isAsleep = false
        return ring
    }
}
