// SPDX-License-Identifier: Apache-2.0

/// The verdicts on tokens seen lately, by the token's text. Bounded; the half that was not asked for longest goes first.
struct VerdictCache: Sendable {
    private let half: Int
    private var recent: [String: Verdict] = [:]
    private var older: [String: Verdict] = [:]

    /// - Parameter limit: verdicts that are kept at most.
    init(limit: Int = 10_000) {
        half = max(limit / 2, 1)
    }

    var count: Int {
        recent.count + older.count
    }

    /// The verdict on a token, nil where none is kept or it has expired.
    ///
    /// - Parameter now: seconds since the epoch.
    mutating func verdict(on token: String, at now: Double) -> Verdict? {
        if let verdict = recent[token] {
            return now < verdict.expiry ? verdict : nil
        }
        guard let verdict = older.removeValue(forKey: token), now < verdict.expiry else { return nil }
        insert(verdict, for: token)
        return verdict
    }

    mutating func insert(_ verdict: Verdict, for token: String) {
        if recent.count >= half {
            older = recent
            recent = [:]
        }
        recent[token] = verdict
    }
}
