// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A clock that stands still until a test moves it.
final class MovedClock: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    var now: ContinuousClock.Instant {
        start + passed.withLock { $0 }
    }

    /// Since the clock was made.
    var nanoseconds: Int64 {
        Int64(clamping: passed.withLock { $0 }.attoseconds / 1_000_000_000)
    }

    func move(by duration: Duration) {
        passed.withLock { $0 += duration }
    }
}
