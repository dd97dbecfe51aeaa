// SPDX-License-Identifier: Apache-2.0

/// Where a rule takes the present from, so that a test can set it.
package struct WallClock: Sendable {
    /// The present.
    package let now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// The system's clock; it may step when it is set.
    package static let system = WallClock(now: { Instant.now() })
}
