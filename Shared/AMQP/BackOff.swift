// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next attempt: 100 ms doubling to one second, each shortened at random by up to half so
/// that many clients of one broker do not come back in step. Longer would be what clients wait for when it is back.
struct BackOff {
    static let first = Duration.milliseconds(100)
    static let longest = Duration.seconds(1)

    private var failures = 0

    /// The wait before the next attempt.
    ///
    /// - Parameters:
    ///   - worked: whether the last attempt led to something that worked for a while; then the next one comes at once.
    ///   - generator: where the jitter comes from.
    mutating func delay(
        afterWorking worked: Bool, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        guard !worked else {
            failures = 0
            return .zero
        }
        failures = min(failures + 1, 16)
        let full = min(Self.longest, Self.first * (1 << (failures - 1)))
        return full * Double.random(in: 0.5...1, using: &generator)
    }

    mutating func delay(afterWorking worked: Bool) -> Duration {
        var generator = SystemRandomNumberGenerator()
        return delay(afterWorking: worked, using: &generator)
    }
}
