// SPDX-License-Identifier: Apache-2.0

/// What ``PoolState`` must know of a piece of work.
protocol PoolWork {
    var deadline: ContinuousClock.Instant { get }

    /// Whether it may share a pipeline with others: reads may, transactions may not.
    var sharesPipeline: Bool { get }

    /// How many statements it sends.
    var statements: Int { get }

    /// How many bytes it sends, roughly.
    var bytes: Int { get }
}

/// Who works, who rests and what waits: the pool without threads and sockets.
///
/// Each connection has a worker, known by its index. Worker 0 always wants a connection, so that the server's coming
/// and going is noticed without work; the others connect when there is more to do than the connected ones take. When a
/// connection turns out silent, each of the others is asked before it counts again.
struct PoolState<Work: PoolWork> {
    enum Seat {
        /// Asleep.
        case resting
        /// Signalled, not yet here.
        case called
        case connecting
        case working
        /// Ended for good.
        case gone
    }

    enum Step {
        case work([Work])
        case connect
        /// Ask the server whether it is still there.
        case ask
        case rest(until: ContinuousClock.Instant?)
        case stop
    }

    enum Reachability {
        /// No contact yet, or the last connection was just lost, or one is silent and no other has answered since: work
        /// waits for the next attempt.
        case unknown
        case reachable
        /// The last attempt failed: work is refused at once.
        case unreachable
    }

    /// Of native-clients.md 2.2.4: what one pipeline may hold.
    static var pipelineLimit: (jobs: Int, statements: Int, bytes: Int) { (16, 64, 256 * 1_024) }

    /// So many reads are not shared out: opening a transaction for them and waking another worker would cost more.
    static var few: Int { 4 }

    private(set) var reachability = Reachability.unknown
    private(set) var isClosing = false
    private(set) var seats: [Seat]
    private var isConnected: [Bool]
    /// Whether another connection turned out silent since this one answered.
    private var isSuspect: [Bool]
    /// Resting and connected, the latest last: it has the warmest caches.
    private var idle: [Int] = []
    private var queue = WaitingLine<Work>()
    private let queueLimit: Int
    private let helpers: Int
    private var backOff = BackOff()

    /// - Parameter processors: of how many the machine has; more workers than that gain nothing on short reads.
    init(size: Int, queueLimit: Int, processors: Int) {
        seats = Array(repeating: .working, count: size)
        isConnected = Array(repeating: false, count: size)
        isSuspect = Array(repeating: false, count: size)
        self.queueLimit = queueLimit
        helpers = max(0, processors - 1)
    }

    var waiting: Int { queue.count }

    var isEveryoneGone: Bool { seats.allSatisfy { $0 == .gone } }

    /// Whether work has to be watched for its deadline: no connected worker is on its way to it. Any other may be busy,
    /// or connecting, for longer than the work can wait.
    var mustWatchDeadlines: Bool {
        !queue.isEmpty && !seats.indices.contains { seats[$0] == .called && isConnected[$0] }
    }

    /// Lets work wait, or says why not.
    ///
    /// - Returns: the worker to wake, if any.
    mutating func submit(_ work: Work, now: ContinuousClock.Instant) throws(PostgresFailure) -> Int? {
        guard !isClosing else { throw PostgresFailure(.closed) }
        guard reachability != .unreachable else { throw PostgresFailure(.unreachable) }
        guard queue.count < queueLimit else { throw PostgresFailure(.queueFull) }
        queue.append(work)
        return call(now)
    }

    /// Says what a worker, back from what it did, shall do next.
    ///
    /// - Parameter isSilent: whether its connection has had no answer for so long that it is to be asked first.
    /// - Returns: the step, and another worker to wake, if any.
    mutating func turn(
        _ worker: Int, isConnected connected: Bool, isSilent: Bool = false, now: ContinuousClock.Instant
    ) -> (step: Step, wake: Int?) {
        idle.removeAll { $0 == worker }
        seats[worker] = .working
        isConnected[worker] = connected
        if connected {
            if isSilent || isSuspect[worker] { return (.ask, nil) }
            let batch = take()
            if !batch.isEmpty { return (.work(batch), call(now)) }
            if isClosing { return stop(worker) }
            seats[worker] = .resting
            idle.append(worker)
            return (.rest(until: nil), nil)
        }
        // While something waits, a connected worker may be busy for longer than that can wait.
        if isClosing, queue.isEmpty { return stop(worker) }
        let isNeeded = worker == 0 || isClosing || (!queue.isEmpty && idle.isEmpty)
        if isNeeded, now >= backOff.retryAt {
            seats[worker] = .connecting
            return (.connect, nil)
        }
        seats[worker] = .resting
        return (.rest(until: worker == 0 || isClosing ? backOff.retryAt : nil), call(now))
    }

    /// Notes a connection made, or one that answered when it was asked.
    mutating func connected(_ worker: Int) {
        isConnected[worker] = true
        isSuspect[worker] = false
        reachability = .reachable
        backOff.reset()
    }

    /// Notes a connection that broke.
    mutating func lost(_ worker: Int) {
        isConnected[worker] = false
        isSuspect[worker] = false
        if !isConnected.contains(true), reachability == .reachable { reachability = .unknown }
    }

    /// Notes a connection that broke since no answer came in time; the others may be as dead.
    ///
    /// - Returns: the resting workers to wake, so that they ask theirs; those at work do when they are back.
    mutating func silent(_ worker: Int) -> [Int] {
        // That a suspect is silent as well is no news of those who have answered since.
        let isNews = !isSuspect[worker]
        lost(worker)
        guard isNews else { return [] }
        if reachability == .reachable { reachability = .unknown }
        isSuspect = isConnected
        return idle
    }

    /// Notes an attempt that failed.
    ///
    /// - Returns: the work nobody can do now.
    mutating func failed(_ worker: Int, now: ContinuousClock.Instant) -> [Work] {
        backOff.fail(now)
        guard !isConnected.contains(true) else { return [] }
        reachability = .unreachable
        return queue.removeAll { _ in true }
    }

    /// Puts work back that was taken and not done, before all other.
    mutating func putBack(_ works: [Work]) {
        queue.prepend(works)
    }

    /// Takes out the work whose deadline has passed.
    mutating func expire(now: ContinuousClock.Instant) -> [Work] {
        queue.removeAll { $0.deadline <= now }
    }

    /// Takes no more work; what waits is still done.
    mutating func close() {
        isClosing = true
    }

    /// Gives up what still waits.
    mutating func abandon() -> [Work] {
        queue.removeAll { _ in true }
    }

    private mutating func stop(_ worker: Int) -> (step: Step, wake: Int?) {
        seats[worker] = .gone
        isConnected[worker] = false
        return (.stop, nil)
    }

    /// Wakes one worker when something waits and none is on its way; that one calls the next.
    private mutating func call(_ now: ContinuousClock.Instant) -> Int? {
        guard !queue.isEmpty, !seats.contains(.called) else { return nil }
        if let worker = idle.popLast() {
            seats[worker] = .called
            return worker
        }
        // One more connection at a time.
        guard now >= backOff.retryAt, !seats.contains(.connecting),
            let worker = seats.indices.first(where: { seats[$0] == .resting && !isConnected[$0] })
        else { return nil }
        seats[worker] = .called
        return worker
    }

    /// A worker's fair share of what waits: one transaction, or several reads, leaving some of many to those who rest.
    private mutating func take() -> [Work] {
        guard let first = queue.popFirst() else { return [] }
        guard first.sharesPipeline else { return [first] }
        let others = min(idle.count, helpers)
        let share = min(Self.pipelineLimit.jobs, max(Self.few, (queue.count + 1 + others) / (others + 1)))
        var batch = [first]
        var statements = first.statements
        var bytes = first.bytes
        while batch.count < share, let next = queue.first, next.sharesPipeline {
            statements += next.statements
            bytes += next.bytes
            guard statements <= Self.pipelineLimit.statements, bytes <= Self.pipelineLimit.bytes else { break }
            _ = queue.popFirst()
            batch.append(next)
        }
        return batch
    }
}
