// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// When each request began and ended, and how: what recovery and deadlines are measured by.
final class Answers: Sendable {
    struct Answer: Sendable {
        let operation: LedgerLine.Operation
        let began: ContinuousClock.Instant
        let ended: ContinuousClock.Instant
        /// 0 for none.
        let status: Int

        var isGood: Bool { (200..<300).contains(status) }
        var elapsed: Duration { began.duration(to: ended) }
    }

    private let all = Mutex<[Answer]>([])
    /// Times in which the gateway itself stood still, so that nobody could answer.
    private let excused = Mutex<[Range<ContinuousClock.Instant>]>([])

    func note(_ answer: Answer) {
        all.withLock { $0.append(answer) }
    }

    func excuse(_ interval: Range<ContinuousClock.Instant>) {
        excused.withLock { $0.append(interval) }
    }

    var count: Int { all.withLock { $0.count } }

    /// Good answers to requests that began after an instant.
    func good(since instant: ContinuousClock.Instant) -> Int {
        all.withLock { answers in answers.count { $0.isGood && $0.began >= instant } }
    }

    /// When the first good answer came to whom, among those that ended after an instant.
    func firstGood(after instant: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        all.withLock { answers in answers.lazy.filter { $0.isGood && $0.ended >= instant }.map(\.ended).min() }
    }

    /// Those of a time with a status.
    func answers(_ status: Int, in interval: Range<ContinuousClock.Instant>) -> [Answer] {
        all.withLock { answers in answers.filter { $0.status == status && interval.contains($0.began) } }
    }

    /// What took longer than it may although the gateway ran all the time.
    func overdue(_ limit: Duration) -> [Answer] {
        let excused = excused.withLock { $0 }
        return all.withLock { answers in
            answers.filter { answer in
                answer.elapsed > limit && !excused.contains { $0.overlaps(answer.began..<answer.ended) }
            }
        }
    }

    var longest: Duration { all.withLock { $0.map(\.elapsed).max() ?? .zero } }
}
