// SPDX-License-Identifier: Apache-2.0
import Contract
import Observability
import Synchronization

/// The requests that wait for an answer, by id. Bounded for each service by itself, so that a slow one leaves the others
/// their room; each is resumed exactly once, by whoever takes it out first:
/// the reply, the broker's refusal or the deadline.
final class PendingRequests: Sendable {
    typealias Resume = @Sendable (RequestOutcome) -> Void

    private struct Waiting {
        let begun: ContinuousClock.Instant
        let deadline: Deadline
        /// The broker user that may answer.
        let answerer: String
        let kind: OperationKind
        let resume: Resume
    }

    private struct State {
        var waiting: [String: Waiting] = [:]
        /// By answerer.
        var admissions: [String: Admission] = [:]

        mutating func remove(_ id: String, at now: ContinuousClock.Instant) -> Waiting? {
            guard let entry = waiting.removeValue(forKey: id) else { return nil }
            admissions[entry.answerer]?.end(begun: entry.begun, at: now)
            return entry
        }
    }

    private let limit: Int
    private let state = Mutex(State())
    private let expired = RecentIDs()

    /// - Parameter limit: how many may wait for one answerer.
    init(limit: Int) {
        self.limit = limit
    }

    var count: Int {
        state.withLock { $0.waiting.count }
    }

    /// Whether one more could wait for this answerer now.
    func hasRoom(for answerer: String) -> Bool {
        state.withLock { $0.admissions[answerer]?.hasRoom ?? true }
    }

    /// Whether there was room for it.
    func insert(
        _ id: String, until deadline: Deadline, answerer: String, kind: OperationKind,
        at now: ContinuousClock.Instant = .now, resume: @escaping Resume
    ) -> Bool {
        state.withLock { state in
            guard state.waiting[id] == nil,
                state.admissions[answerer, default: Admission(most: limit)].begin(at: now)
            else { return false }
            state.waiting[id] = Waiting(
                begun: now, deadline: deadline, answerer: answerer, kind: kind, resume: resume)
            return true
        }
    }

    /// Ends one that still waits; a late or unknown id changes nothing.
    ///
    /// - Parameter user: who answers; nil for this process itself.
    func end(_ id: String, with outcome: RequestOutcome, by user: String? = nil) {
        let (ended, isForged) = state.withLock { state -> (Waiting?, isForged: Bool) in
            guard let entry = state.waiting[id] else { return (nil, false) }
            guard user == nil || user == entry.answerer else { return (nil, true) }
            return (state.remove(id, at: .now), false)
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
        let (ids, entries) = state.withLock { state -> ([String], [Waiting]) in
            let ids = state.waiting.filter { $0.value.deadline.instant <= now }.map(\.key)
            return (ids, ids.compactMap { state.remove($0, at: now) })
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
