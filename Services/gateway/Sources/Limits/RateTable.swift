// SPDX-License-Identifier: Apache-2.0

/// Counts requests by key against one rate, each key for itself (generic cell rate algorithm: one instant per key tells
/// how much of the quota is used, and it flows back evenly).
///
/// Bounded; the half of the keys that didn't come for longest is forgotten first, which gives those their whole quota
/// again. Told the time, it looks at no clock.
struct RateTable: Sendable {
    /// Nanoseconds in which one request flows back.
    private let interval: Int64
    /// Nanoseconds in which the whole quota does.
    private let whole: Int64
    private let half: Int
    /// For each key the instant at which its whole quota is there again, in nanoseconds.
    private var recent: [String: Int64] = [:]
    private var older: [String: Int64] = [:]

    /// - Parameter limit: keys that are kept at most.
    init(_ rate: RequestRate, limit: Int = 100_000) {
        interval = max(Int64(rate.seconds) * 1_000_000_000 / Int64(rate.quota), 1)
        whole = interval * Int64(rate.quota)
        half = max(limit / 2, 1)
    }

    var count: Int {
        recent.count + older.count
    }

    /// Counts a request where the quota of its key admits it; one that it doesn't admit costs nothing.
    ///
    /// - Parameter now: nanoseconds since any instant, the same one each time.
    mutating func take(_ key: String, at now: Int64) -> Allowance {
        let full = max(recent[key] ?? older.removeValue(forKey: key) ?? now, now)
        let next = full + interval
        guard next - now <= whole else {
            keep(full, for: key)
            return Allowance(
                remaining: 0, reset: Self.seconds(full - now), retryAfter: Self.seconds(next - whole - now))
        }
        keep(next, for: key)
        return Allowance(remaining: Int((whole - (next - now)) / interval), reset: Self.seconds(next - now))
    }

    private mutating func keep(_ full: Int64, for key: String) {
        if recent.count >= half, recent[key] == nil {
            older = recent
            recent = [:]
        }
        recent[key] = full
    }

    /// Rounded up: whoever waits as long as it says is not early.
    private static func seconds(_ nanoseconds: Int64) -> Int {
        Int((nanoseconds + 999_999_999) / 1_000_000_000)
    }
}
