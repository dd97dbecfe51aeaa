// SPDX-License-Identifier: Apache-2.0
import Time

/// An absolute point in time after which nobody waits for the answer any more.
///
/// On the wire it is wall time (milliseconds since the epoch), within a process the monotonic clock, so that a step of
/// the wall clock doesn't stretch a wait that has begun.
package struct Deadline: Sendable, Comparable {
    package let instant: ContinuousClock.Instant

    package init(_ instant: ContinuousClock.Instant) {
        self.instant = instant
    }

    /// So much from now.
    package init(in duration: Duration) {
        instant = ContinuousClock.now.advanced(by: duration)
    }

    /// From the wire.
    package init(millisecondsSinceEpoch milliseconds: Int64) {
        let now = Instant.now().millisecondsSinceEpoch
        // A deadline days away is a broken clock, not a long wait.
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(now)
        let remaining = overflow ? milliseconds.signum() * 3_600_000 : difference
        self.init(in: .milliseconds(min(max(remaining, -1), 3_600_000)))
    }

    /// For the wire.
    package var millisecondsSinceEpoch: Int64 {
        Instant.now().millisecondsSinceEpoch + remainingMilliseconds
    }

    package var remaining: Duration {
        ContinuousClock.now.duration(to: instant)
    }

    package var hasPassed: Bool {
        ContinuousClock.now >= instant
    }

    /// The sooner of this and so much from now: a nested call never outlives the outer one.
    package func sooner(than duration: Duration) -> Deadline {
        min(self, Deadline(in: duration))
    }

    package static func < (left: Deadline, right: Deadline) -> Bool {
        left.instant < right.instant
    }

    private var remainingMilliseconds: Int64 {
        let (seconds, attoseconds) = remaining.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
