// SPDX-License-Identifier: Apache-2.0

/// The server counts microseconds from 2000-01-01T00:00:00Z, this project from 1970-01-01T00:00:00Z.
enum PostgresEpoch {
    private static let offset: Int64 = 946_684_800_000_000

    /// The server's count for a Unix count.
    ///
    /// Counts below the server's range become one it refuses with 22008, never its `-infinity` (Int64.min).
    static func encode(microseconds: Int64) -> Int64 {
        let (count, overflow) = microseconds.subtractingReportingOverflow(offset)
        return overflow || count == .min ? .min + 1 : count
    }

    /// The Unix count for the server's; `nil` for the two infinities and what does not fit.
    static func decode(_ count: Int64) -> Int64? {
        guard count != .max, count != .min else { return nil }
        let (microseconds, overflow) = count.addingReportingOverflow(offset)
        return overflow ? nil : microseconds
    }
}
