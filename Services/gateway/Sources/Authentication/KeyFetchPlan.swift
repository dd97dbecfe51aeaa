// SPDX-License-Identifier: Apache-2.0

/// Decides when the key set of a URL is fetched; told the time, it looks at no clock.
///
/// However many tokens name unknown keys, fetches that began lie at least ``spacing`` apart once keys are there.
struct KeyFetchPlan: Sendable {
    /// Between a fetch and one that a token with an unknown key asks for.
    static let spacing: Duration = .seconds(10)
    /// Between fetches as long as none has brought keys.
    static let retry: Duration = .seconds(1)

    /// Between fetches that nobody asks for.
    let refresh: Duration
    /// Whether a fetch has brought keys.
    private(set) var isLoaded = false
    /// When the latest fetch began.
    private var latest: ContinuousClock.Instant?

    /// - Parameter refresh: at least ``spacing``; less is taken as that.
    init(refresh: Duration) {
        self.refresh = max(refresh, Self.spacing)
    }

    /// When the next fetch is due by itself; nil for at once.
    var due: ContinuousClock.Instant? {
        latest.map { $0 + (isLoaded ? refresh : Self.retry) }
    }

    func isDue(at now: ContinuousClock.Instant) -> Bool {
        due.map { now >= $0 } ?? true
    }

    /// Whether a token with an unknown key is worth a fetch; without any keys one is on its way as fast as it may be.
    func admitsUnknownKey(at now: ContinuousClock.Instant) -> Bool {
        guard isLoaded, let latest else { return false }
        return now >= latest + Self.spacing
    }

    mutating func begin(at now: ContinuousClock.Instant) {
        latest = now
    }

    /// The fetch brought keys. One that failed changes nothing.
    mutating func succeed() {
        isLoaded = true
    }
}
