// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What lies on an operator's desk while dead letters are gone through.
final class DeadLetterDesk: Sendable {
    private struct State {
        var letters: [ParkedMessage] = []
        var failure: DeadLetterQueue.Failure?
        var inHand = 0
        var latest = ContinuousClock.now
        var isClosed = false
        var holders: [CheckedContinuation<Void, Never>] = []
    }

    private static let quiet = Duration.seconds(1)

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    var letters: [ParkedMessage] { state.withLock { $0.letters } }
    var failure: DeadLetterQueue.Failure? { state.withLock { $0.failure } }

    func begin() {
        state.withLock { state in
            state.inHand += 1
            state.latest = .now
        }
    }

    func end() {
        state.withLock { state in
            state.inHand -= 1
            state.latest = .now
        }
    }

    /// Notes a letter down, as long as there is room.
    func note(_ letter: ParkedMessage) {
        state.withLock { state in
            guard !state.isClosed, state.letters.count < limit else { return }
            state.letters.append(letter)
        }
    }

    /// Takes a letter in hand to be put back: not after a failure, not beyond the limit, and each only once.
    func take(_ letter: ParkedMessage) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.failure == nil, state.letters.count < limit,
                !state.letters.contains(where: { $0.id == letter.id })
            else { return false }
            state.letters.append(letter)
            return true
        }
    }

    func fail(_ failure: DeadLetterQueue.Failure) {
        state.withLock { $0.failure = $0.failure ?? failure }
    }

    /// Waits until nothing is in hand and nothing has come for a while.
    func isQuiet() async throws {
        while !state.withLock({ $0.inHand == 0 && $0.latest.duration(to: .now) > Self.quiet }) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until the desk is closed.
    func isClosed() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.holders.append(continuation) }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
        }
    }

    /// Lets every letter go that is held.
    func close() {
        let holders = state.withLock { state in
            state.isClosed = true
            defer { state.holders = [] }
            return state.holders
        }
        for holder in holders { holder.resume() }
    }
}
