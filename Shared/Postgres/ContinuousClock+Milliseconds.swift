// SPDX-License-Identifier: Apache-2.0

extension ContinuousClock.Instant {
    /// Whole milliseconds from `now` until this instant, rounded up; 0 when past, a day at most.
    func milliseconds(from now: ContinuousClock.Instant = .now) -> Int {
        let (seconds, attoseconds) = now.duration(to: self).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 86_400 else { return 86_400_000 }
        return Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
