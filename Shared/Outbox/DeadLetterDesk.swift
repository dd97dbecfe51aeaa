// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What lies on an operator's desk while dead letters are gone through.
final class DeadLetterDesk: Sendable {
    /// A letter that waits for what becomes of it.
    struct Held: Sendable {
        let letter: ParkedMessage
        fileprivate let entry: Int
        fileprivate let number: UInt64
    }

    private struct State {
        var held: [Held] = []
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
        var latest = ContinuousClock.now
        var isClosed = false
    }

    private static let quiet = Duration.seconds(1)

    private let state = Mutex(State())

    /// All that came, in the order of the queue. Those who hand them in run beside each other.
    var letters: [Held] {
        state.withLock { $0.held }.sorted { ($0.number, $0.entry) < ($1.number, $1.entry) }
    }

    /// Holds a letter until it is done with or the desk is closed.
    ///
    /// - Parameter number: its place among what the broker sent.
    /// - Returns: whether it is done with.
    func isDone(with letter: ParkedMessage, number: UInt64) async -> Bool {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                guard !state.isClosed else { return false }
                let entry = state.held.count
                state.held.append(Held(letter: letter, entry: entry, number: number))
                state.waiting[entry] = continuation
                state.latest = .now
                return true
            }
            if !isHeld { continuation.resume(returning: false) }
        }
    }

    /// Lets a letter go that is done with.
    func finish(_ held: Held) {
        state.withLock { $0.waiting.removeValue(forKey: held.entry) }?.resume(returning: true)
    }

    /// Waits until nothing has come for a while.
    func isQuiet() async throws {
        state.withLock { $0.latest = .now }
        while !state.withLock({ $0.latest.duration(to: .now) > Self.quiet }) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Lets every letter go that is still held.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: false) }
    }
}
