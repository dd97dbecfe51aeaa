// SPDX-License-Identifier: Apache-2.0
import Time

/// What a turn of a dispatcher does next: batch after batch flows through its lanes without a gap between them.
///
/// A lane is taken from the mark to the provider's word. The outcome is recorded outside of it, so that a provider's
/// connections don't wait for the database; but only so many outcomes, for until then they are known here only. Messages
/// whose carrier has no lane left are passed by those of others.
struct DispatchFlow<Item: Carried, Outcome: Sendable>: Sendable {
    enum Work: Sendable {
        /// Claims a batch, but nothing of these lines (``Carried/line``).
        case prepare(passingOver: [String])
        /// Waits until there may be something to claim.
        case rest
        /// The same while a carrier is slow: what is due tells nothing then, for it may all be the carrier's.
        case restBriefly
        /// Ends a rest.
        case wake
        case submit(Item)
        case settle(Item, Outcome)
    }

    /// How a piece of work ended.
    enum Step: Sendable {
        /// nil when nothing is due.
        case prepared(Result<Batch?, any Error>)
        case rested
        case woken
        /// nil where the provider was not asked, or its word is recorded already.
        case submitted(Item, Outcome?)
        case settled
    }

    struct Batch: Sendable {
        let claimed: Int
        let ready: [Item]
    }

    private enum Supply {
        /// More may be asked for when there is room.
        case open
        /// A rest is over.
        case due
        case asked
        case resting
        case restingBriefly
        /// The rest is being ended.
        case waking
        /// Nothing was due.
        case empty
        case failed
    }

    private let lanes: DispatchLanes
    private var waiting: ArraySlice<Item> = []
    /// By carrier, those that wait for one of its lanes.
    private var held: [String: ArraySlice<Item>] = [:]
    private var heldCount = 0
    /// Those whose carrier has a lane again.
    private var freed: [Item] = []
    private var busy: [String: Int] = [:]
    private var outcomes: [(Item, Outcome)] = []
    private var supply = Supply.open
    private var sending = 0
    private var settling = 0
    /// How many messages were claimed, or why no more could be.
    private(set) var result: Result<Int, any Error> = .success(0)

    init(_ lanes: DispatchLanes) {
        self.lanes = lanes
    }

    /// Whether only a rest is left, which nobody needs any more.
    var isOver: Bool { [.resting, .restingBriefly, .waking].contains(supply) && isIdle }

    private var isIdle: Bool {
        sending == 0 && settling == 0 && outcomes.isEmpty && waiting.isEmpty && heldCount == 0 && freed.isEmpty
    }

    /// The work to begin now; none, and none on its way, when the turn is over.
    mutating func next() -> [Work] {
        var work = outcomes.map { Work.settle($0, $1) }
        settling += outcomes.count
        outcomes = []
        while sending < lanes.total, settling <= lanes.platform * 2, let item = nextItem() {
            sending += 1
            work.append(.submit(item))
        }
        if let step = ask() { work.append(step) }
        return work
    }

    mutating func take(_ step: Step) {
        switch step {
        case .prepared(.success(let batch?)):
            result = result.map { $0 + batch.claimed }
            waiting += batch.ready
            supply = .open
        case .prepared(.success(nil)):
            supply = .empty
        case .prepared(.failure(let error)):
            result = .failure(error)
            supply = .failed
        case .rested:
            supply = isIdle ? .empty : .due
        case .woken:
            break
        case .submitted(let item, let outcome):
            sending -= 1
            free(item.carrier)
            if let outcome { outcomes.append((item, outcome)) }
        case .settled:
            settling -= 1
        }
    }

    /// The longest waiting one whose carrier has a lane.
    private mutating func nextItem() -> Item? {
        while let item = freed.popLast() ?? waiting.popFirst() {
            guard busy[item.carrier, default: 0] < limit(of: item) else {
                held[item.carrier, default: []].append(item)
                heldCount += 1
                continue
            }
            busy[item.carrier, default: 0] += 1
            return item
        }
        return nil
    }

    private mutating func free(_ carrier: String) {
        let count = busy[carrier, default: 1] - 1
        busy[carrier] = count > 0 ? count : nil
        guard var line = held[carrier], let item = line.popFirst() else { return }
        freed.append(item)
        held[carrier] = line.isEmpty ? nil : line
        heldCount -= 1
    }

    /// Looks for more, or ends a rest for whose carrier there is room again.
    private mutating func ask() -> Work? {
        let congested = congested
        switch supply {
        case .open where waiting.count > lanes.platform: return nil
        case .open where congested.isEmpty && heldCount <= heldLimit, .due where heldCount <= heldLimit:
            supply = .asked
            return .prepare(passingOver: Set(congested.joined().map(\.line)).sorted())
        case .empty where congested.isEmpty && !isIdle:
            supply = .resting
            return .rest
        case .open, .due,
            .empty where !isIdle:
            supply = .restingBriefly
            return .restBriefly
        case .restingBriefly where congested.isEmpty && heldCount <= heldLimit:
            supply = .waking
            return .wake
        default: return nil
        }
    }

    private func limit(of item: Item) -> Int {
        item.hasOwnSender ? lanes.own : lanes.platform
    }

    /// What is held is claimed, so there is an end to it however many carriers are slow.
    private var heldLimit: Int { lanes.total * 8 }

    /// Those with more that wait than may be on their way: more of theirs would only be held.
    private var congested: [ArraySlice<Item>] {
        held.values.filter { line in line.first.map { line.count > limit(of: $0) } ?? false }
    }
}

extension DispatchFlow {
    /// How one dispatcher does its work.
    struct Steps: Sendable {
        let nextDue: @Sendable () async throws -> Instant?
        /// Claims a batch, but nothing of these lines; nil when nothing is due.
        let prepare: @Sendable (_ lines: [String]) async throws -> Batch?
        let submit: @Sendable (Item) async -> Outcome?
        let settle: @Sendable (Item, Outcome) async -> Void
    }

    /// Goes on from batch to batch until nothing is due; several pieces of work are under way at a time.
    ///
    /// - Returns: how many messages were claimed.
    static func run(_ lanes: DispatchLanes, on loop: DispatchLoop, _ steps: Steps) async throws -> Int {
        try await withTaskGroup(of: Step.self) { group in
            var flow = DispatchFlow(lanes)
            while true {
                for work in flow.next() {
                    group.addTask { await perform(work, on: loop, steps) }
                }
                if flow.isOver { group.cancelAll() }
                guard let step = await group.next() else { return flow.result }
                flow.take(step)
            }
        }.get()
    }

    private static func perform(_ work: Work, on loop: DispatchLoop, _ steps: Steps) async -> Step {
        switch work {
        case .prepare(let lines):
            do {
                return .prepared(.success(try await steps.prepare(lines)))
            } catch {
                return .prepared(.failure(error))
            }
        case .rest:
            await loop.rest(until: steps.nextDue)
            return .rested
        case .restBriefly:
            await loop.restBriefly()
            return .rested
        case .wake:
            loop.wake()
            return .woken
        case .submit(let item):
            return .submitted(item, await steps.submit(item))
        case .settle(let item, let outcome):
            await steps.settle(item, outcome)
            return .settled
        }
    }
}
