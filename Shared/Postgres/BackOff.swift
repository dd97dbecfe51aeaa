// SPDX-License-Identifier: Apache-2.0

/// When to connect again: 50 ms after the first failure, doubling to one second, a quarter of it by chance.
struct BackOff {
    private(set) var retryAt = ContinuousClock.now
    private var delay = BackOff.shortest

    private static var shortest: Duration { .milliseconds(50) }

    mutating func fail(_ now: ContinuousClock.Instant) {
        retryAt = now + delay * Double.random(in: 0.75...1)
        delay = min(delay * 2, .seconds(1))
    }

    mutating func reset() {
        delay = BackOff.shortest
    }
}
