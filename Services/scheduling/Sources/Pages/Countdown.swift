// SPDX-License-Identifier: Apache-2.0
import Time

/// The time that is left until an appointment begins, as a page says it that no script keeps up to date.
struct Countdown: Sendable, Equatable {
    let days: Int
    /// 0…23; with days no minutes are said.
    let hours: Int
    let minutes: Int
    /// Seconds after which the page is to be asked for again: every minute within the last hour, else every quarter, and
    /// never after the start.
    let refresh: Int64

    /// Rounded up, so that less than a minute is one.
    init(to start: Instant, at now: Instant) {
        let microseconds = max(start.microseconds - now.microseconds, 1)
        let total = Int((microseconds + 59_999_999) / 60_000_000)
        days = total / 1440
        hours = total / 60 % 24
        minutes = days > 0 ? 0 : total % 60
        refresh = min((microseconds + 999_999) / 1_000_000, total <= 60 ? 60 : 900)
    }
}
