// SPDX-License-Identifier: Apache-2.0

/// What a turn of the ``Dispatcher`` does next: batch after batch flows through its lanes without a gap between them.
///
/// A lane is taken from the mark to the provider's word. The outcome is recorded outside of it, so that a provider's
/// connections don't wait for the database; but only so many outcomes, for until then they are known here only.
struct DispatchFlow {
    enum Work: Sendable {
        /// Claims a batch.
        case prepare
        /// Waits until there may be something to claim.
        case rest
        case submit(OutgoingMessage)
        case settle(LedgerEntry, SubmissionOutcome)
    }

    /// How a piece of work ended.
    enum Step: Sendable {
        /// nil when nothing is due.
        case prepared(Result<SortedBatch?, any Error>)
        case rested
        /// nil where the provider was not asked.
        case submitted(LedgerEntry, SubmissionOutcome?)
        case settled
    }

    private enum Supply {
        case open
        /// Somebody is asking, or waiting to.
        case asked
        /// Nothing was due.
        case empty
        case failed
    }

    private let lanes: Int
    private var waiting: ArraySlice<OutgoingMessage> = []
    private var outcomes: [(LedgerEntry, SubmissionOutcome)] = []
    private var supply = Supply.open
    private var isResting = false
    private var sending = 0
    private var settling = 0
    /// How many messages were claimed, or why no more could be.
    private(set) var result: Result<Int, any Error> = .success(0)

    init(lanes: Int) {
        self.lanes = lanes
    }

    /// Whether only a rest is left, which nobody needs any more.
    var isOver: Bool { isResting && isIdle }

    private var isIdle: Bool { sending == 0 && settling == 0 && waiting.isEmpty && outcomes.isEmpty }

    /// The work to begin now; none, and none on its way, when the turn is over.
    mutating func next() -> [Work] {
        var work = outcomes.map { Work.settle($0, $1) }
        settling += outcomes.count
        outcomes = []
        while sending < lanes, settling <= lanes * 2, let message = waiting.popFirst() {
            sending += 1
            work.append(.submit(message))
        }
        if supply == .open, waiting.count <= lanes {
            supply = .asked
            work.append(.prepare)
        } else if supply == .empty, !isIdle {
            // Others fall due while some provider takes its time.
            supply = .asked
            isResting = true
            work.append(.rest)
        }
        return work
    }

    mutating func take(_ step: Step) {
        switch step {
        case .prepared(.success(let batch?)):
            result = result.map { $0 + batch.count }
            waiting += batch.ready
            supply = .open
        case .prepared(.success(nil)):
            supply = .empty
        case .prepared(.failure(let error)):
            result = .failure(error)
            supply = .failed
        case .rested:
            isResting = false
            supply = isIdle ? .empty : .open
        case .submitted(let entry, let outcome):
            sending -= 1
            if let outcome { outcomes.append((entry, outcome)) }
        case .settled:
            settling -= 1
        }
    }
}
