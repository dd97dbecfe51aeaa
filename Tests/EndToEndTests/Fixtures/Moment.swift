// SPDX-License-Identifier: Apache-2.0
import Time

/// Instants as the API writes them, counted from the day after tomorrow's first hour on.
enum Moment {
    private static let hour: Int64 = 3_600_000_000
    // One base for the whole run: a test that straddles an hour must not see it move.
    private static let base = (Instant.now().microseconds / hour + 48) * hour

    static func at(hours: Int, minutes: Int = 0) -> String {
        Instant(microseconds: base + Int64(hours) * hour + Int64(minutes) * 60_000_000).rfc3339
    }

    /// So many seconds from now on; negative for the past.
    static func now(plus seconds: Int64) -> String {
        Instant(microseconds: Instant.now().microseconds + seconds * 1_000_000).rfc3339
    }
}
