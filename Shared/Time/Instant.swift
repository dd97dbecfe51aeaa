// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A point on the UTC time line, to the microsecond.
///
/// Every instant lies between ``earliest`` and ``latest``, so every instant can be written as RFC 3339 and read again.
/// Whatever would lead outside saturates at the nearer end; nothing here traps.
package struct Instant: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    package let microseconds: Int64

    /// `0001-01-01T00:00:00.0Z`.
    package static let earliest = Instant(microseconds: .min)

    /// `9999-12-31T23:59:59.999999Z`.
    package static let latest = Instant(microseconds: .max)

    /// The instant so many microseconds after 1970-01-01T00:00:00Z, saturating at ``earliest`` and ``latest``.
    package init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, -62_135_596_800_000_000), 253_402_300_799_999_999)
    }

    private init(saturating microseconds: Int128) {
        self.init(microseconds: Int64(clamping: microseconds))
    }

    /// The system's idea of the present (`CLOCK_REALTIME`).
    ///
    /// Rules take their time from an injected ``WallClock`` instead.
    package static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(saturating: Int128(time.tv_sec) * 1_000_000 + Int128(time.tv_nsec / 1_000))
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z, rounded towards the past.
    package var millisecondsSinceEpoch: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Instant {
    /// The instant later by the duration, cut to microseconds; saturates at ``earliest`` and ``latest``.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(saturating: Int128(instant.microseconds) + duration.attoseconds / 1_000_000_000_000)
    }

    /// The instant earlier by the duration, cut to microseconds; saturates at ``earliest`` and ``latest``.
    package static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(saturating: Int128(instant.microseconds) - duration.attoseconds / 1_000_000_000_000)
    }

    /// The instant later by the duration; saturates at ``latest``.
    package static func + (instant: Instant, duration: ISODuration) -> Instant {
        Instant(saturating: Int128(instant.microseconds) + Int128(duration.seconds) * 1_000_000)
    }

    /// The instant earlier by the duration; saturates at ``earliest``.
    package static func - (instant: Instant, duration: ISODuration) -> Instant {
        Instant(saturating: Int128(instant.microseconds) - Int128(duration.seconds) * 1_000_000)
    }

    /// The same time of the same day so many years later by the calendar in UTC, as ``CivilDate/adding(years:)`` has it;
    /// saturates at ``earliest`` and ``latest``.
    package func adding(years: Int) -> Instant {
        let date = WallTime(microsecondsSinceEpoch: microseconds).date
        return self + Duration.seconds((date.adding(years: years).daysSinceEpoch - date.daysSinceEpoch) * 86_400)
    }

    /// The time from `right` to `left`, negative where `left` is the earlier one.
    package static func - (left: Instant, right: Instant) -> Duration {
        // Both ends lie within ±2.6e17 µs, so the difference fits.
        .microseconds(left.microseconds - right.microseconds)
    }
}
