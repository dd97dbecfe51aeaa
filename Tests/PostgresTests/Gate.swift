// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Holds a transaction's body where a test wants it.
final class Gate: Sendable {
    private let hasEntered = AsyncStream.makeStream(of: Void.self)
    private let exit = DispatchSemaphore(value: 0)

    /// Called by the body: tells the test, then waits, for ten seconds at most.
    func enterAndWait() {
        hasEntered.continuation.yield()
        _ = exit.wait(timeout: .now() + 10)
    }

    /// Waits for the body to arrive.
    func entered() async {
        for await _ in hasEntered.stream { return }
    }

    /// Lets the body go on.
    func open() {
        exit.signal()
    }
}
