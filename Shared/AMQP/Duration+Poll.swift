// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// For `poll`: in milliseconds, rounded up so that a wait does not end before its time; never negative, at most an
    /// hour.
    var pollMilliseconds: Int32 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        guard seconds < 3_600 else { return 3_600_000 }
        return Int32(seconds) * 1_000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
