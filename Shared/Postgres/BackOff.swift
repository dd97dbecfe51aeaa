// SPDX-License-Identifier: Apache-2.0

/// When to connect again: 50 ms after the first failure, doubling to 400 ms, a quarter of it by chance: a server that
/// is back is to be found within a second.
struct BackOff {
    private(set) var retryAt = ContinuousClock.now
    private var delay = BackOff.shortest

    private static var shortest: Duration { .milliseconds(50) }
    private static var longest: Duration { .milliseconds(400) }

    mutating func fail(_ now: ContinuousClock.Instant) {
        retryAt = now + delay * Double.random(in: 0.75...1)
        delay = min(delay * 2, BackOff.longest)
    }

    mutating func reset() {
        delay = BackOff.shortest
    }
}
