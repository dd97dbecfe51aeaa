// SPDX-License-Identifier: Apache-2.0
import Contract
import Observability
import Synchronization

/// The requests that wait for an answer, by id. Bounded; each is resumed exactly once, by whoever takes it out first:
/// the reply, the broker's refusal or the deadline.
final class PendingRequests: Sendable {
    typealias Resume = @Sendable (RequestOutcome) -> Void

    private struct Waiting {
        let deadline: Deadline
        /// The broker user that may answer.
        let answerer: String
        let kind: OperationKind
        let resume: Resume
    }

    private let limit: Int
    private let waiting = Mutex<[String: Waiting]>([:])
    private let expired = RecentIDs()

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int {
        waiting.withLock { $0.count }
    }

    /// Whether there was room for it.
    func insert(
        _ id: String, until deadline: Deadline, answerer: String, kind: OperationKind, resume: @escaping Resume
    ) -> Bool {
        waiting.withLock { waiting in
            guard waiting.count < limit, waiting[id] == nil else { return false }
            waiting[id] = Waiting(deadline: deadline, answerer: answerer, kind: kind, resume: resume)
            return true
        }
    }

    /// Ends one that still waits; a late or unknown id changes nothing.
    ///
    /// - Parameter user: who answers; nil for this process itself.
    func end(_ id: String, with outcome: RequestOutcome, by user: String? = nil) {
        let (ended, isForged) = waiting.withLock { waiting -> (Waiting?, isForged: Bool) in
            guard let entry = waiting[id] else { return (nil, false) }
            guard user == nil || user == entry.answerer else { return (nil, true) }
            return (waiting.removeValue(forKey: id), false)
        }
        if ended == nil, user != nil {
            noteDiscarded(id, isForged: isForged)
        }
        // A query that was too late has changed nothing, wherever that was noticed.
        ended?.resume(outcome == .failed(.late) && ended?.kind == .query ? .failed(.unavailable) : outcome)
    }

    /// Ends those whose deadline has passed: a query has done nothing and is unavailable, a command may have been
    /// carried out and is late.
    func expire(at now: ContinuousClock.Instant) {
        let (ids, entries) = waiting.withLock { waiting -> ([String], [Waiting]) in
            let ids = waiting.filter { $0.value.deadline.instant <= now }.map(\.key)
            return (ids, ids.compactMap { waiting.removeValue(forKey: $0) })
        }
        expired.add(ids)
        RequestMetrics.process.expired.increment(by: ids.count)
        for entry in entries {
            entry.resume(.failed(entry.kind == .query ? .unavailable : .late))
        }
    }
    /// A reply that changes nothing is told apart: too late, by somebody who wasn't asked, or to no request of ours.
    private func noteDiscarded(_ id: String, isForged: Bool) {
        let metrics = RequestMetrics.process
        let counter = isForged ? metrics.forged : expired.contains(id) ? metrics.late : metrics.unknown
        counter.increment()
    }
}
