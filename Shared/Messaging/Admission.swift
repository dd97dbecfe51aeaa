// SPDX-License-Identifier: Apache-2.0

/// How many requests to one service may wait for their answers at a time.
///
/// A burst may be as large as the limit allows. But when even the quickest answer of half a second took longer than a
/// second, what waits is a queue that does not go away, and each that joins it would only be late: then no more wait
/// than are answered in a second, until answers are quicker again. What is refused is refused at once.
struct Admission {
    /// The longest that the quickest answers may take.
    static let target = Duration.seconds(1)
    /// How long answers are looked at before the limit is set anew.
    static let window = Duration.milliseconds(500)
    /// So many may always wait, however slow the service is.
    static let fewest = 64

    private let most: Int
    private(set) var limit: Int
    private(set) var count = 0
    private var windowStart = ContinuousClock.now
    private var ended = 0
    private var quickest: Duration?

    /// - Parameter most: the limit while answers are quick.
    init(most: Int) {
        self.most = most
        limit = most
    }

    var hasRoom: Bool { count < limit }

    /// - Returns: whether there was room for it; then it has to be ended.
    mutating func begin(at now: ContinuousClock.Instant) -> Bool {
        guard hasRoom else { return false }
        if count == 0 {
            // Nothing waits, so there is no queue to be short of.
            limit = most
            startWindow(at: now)
        }
        count += 1
        return true
    }

    /// Notes that one was answered, or that its time was up.
    mutating func end(begun: ContinuousClock.Instant, at now: ContinuousClock.Instant) {
        count -= 1
        ended += 1
        let taken = begun.duration(to: now)
        quickest = min(quickest ?? taken, taken)
        let elapsed = windowStart.duration(to: now)
        guard elapsed >= Self.window else { return }
        if let quickest, quickest > Self.target {
            let answeredInTarget = Int(Double(ended) * (Self.target / elapsed))
            limit = min(limit, max(answeredInTarget, min(Self.fewest, most)))
        } else {
            limit = min(most, limit + max(limit / 8, 8))
        }
        startWindow(at: now)
    }

    private mutating func startWindow(at now: ContinuousClock.Instant) {
        windowStart = now
        ended = 0
        quickest = nil
    }
}
