// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Observability
import Synchronization
import TaskThreads

/// What the pool's callers, its workers and its timekeeper share.
final class PoolCore: Sendable {
    /// Work in the queue.
    enum Job: PoolWork, Sendable {
        case read(ReadJob)
        case transaction(any AnyTransactionJob)

        var job: any PoolJob {
            switch self {
            case .read(let job): job
            case .transaction(let job): job
            }
        }

        var deadline: ContinuousClock.Instant { job.deadline }

        var sharesPipeline: Bool {
            switch self {
            case .read: true
            case .transaction: false
            }
        }

        var statements: Int {
            switch self {
            case .read(let job): job.queries.count + 1
            case .transaction: 1
            }
        }

        var bytes: Int {
            switch self {
            case .read(let job):
                job.queries.reduce(100) { sum, query in
                    query.binds.reduce(sum) { $0 + ($1.bytes?.count ?? 0) + 8 }
                }
            case .transaction: 0
            }
        }
    }

    /// Someone who waits for a state of the pool.
    struct Waiter {
        enum Goal {
            case reachable
            case closed
        }

        let goal: Goal
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Bool, Never>
    }

    struct State {
        var pool: PoolState<Job>
        var waiters: [Waiter] = []
        /// Whether the timekeeper looks at the clock or sleeps until it is woken.
        var isWatching = false
    }

    let configuration: PostgresConfiguration
    let logger: Logger
    private let state: Mutex<State>
    private let wakeUps: [WakeUp]
    private let timekeeper = WakeUp()

    init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let pool = PoolState<Job>(
            size: configuration.size, queueLimit: configuration.queueLimit, processors: processors)
        state = Mutex(State(pool: pool))
        wakeUps = (0..<configuration.size).map { _ in WakeUp() }
    }

    /// Starts the threads; they live until ``close()`` and hold this object, never the pool itself.
    func start() {
        MetricRegistry.process.observe(
            "appointments_postgres_reachable", "1 while the last contact with Postgres succeeded."
        ) { [weak self] in self?.isReachable == true ? 1 : 0 }
        MetricRegistry.process.observe(
            "appointments_postgres_waiting", "Reads and transactions that wait for a connection."
        ) { [weak self] in Double(self?.waiting ?? 0) }
        for (index, wakeUp) in wakeUps.enumerated() {
            Thread.start("postgres-\(index)") {
                ThreadJobs.lend { PoolWorker(index, core: self, wakeUp: wakeUp, $0).run() }
            }
        }
        Thread.start("postgres-clock") { self.keepTime() }
    }

    var isReachable: Bool {
        state.withLock { $0.pool.reachability == .reachable }
    }

    private var waiting: Int {
        state.withLock { $0.pool.waiting }
    }

    /// Queues a job, or finishes it with the reason why not.
    func submit(_ job: Job) {
        let now = ContinuousClock.now
        let outcome = state.withLock { state -> Result<(wake: Int?, mustWatch: Bool), PostgresFailure> in
            Result { () throws(PostgresFailure) in
                let wake = try state.pool.submit(job, now: now)
                return (wake, state.beginsWatching())
            }
        }
        switch outcome {
        case .success(let (wake, mustWatch)):
            if let wake { wakeUps[wake].signal() }
            if mustWatch { timekeeper.signal() }
        case .failure(let failure):
            job.job.finish(failure)
        }
    }

    /// What a worker does next; see ``PoolState/turn(_:isConnected:isSilent:now:)``.
    func turn(_ worker: Int, isConnected: Bool, isSilent: Bool) -> PoolState<Job>.Step {
        let now = ContinuousClock.now
        let (turn, isTimekeeperNeeded) = state.withLock { state in
            let turn = state.pool.turn(worker, isConnected: isConnected, isSilent: isSilent, now: now)
            // A worker that was called as connected may come without, or has to ask the server first.
            return (turn, state.beginsWatching() || state.pool.isEveryoneGone)
        }
        if let wake = turn.wake { wakeUps[wake].signal() }
        if isTimekeeperNeeded { timekeeper.signal() }
        return turn.step
    }

    func connected(_ worker: Int) {
        PostgresMetrics.process.connects.increment()
        answered(worker)
    }

    /// Notes that the server answered.
    func answered(_ worker: Int) {
        let (waiters, wasAway) = state.withLock { state in
            let wasAway = state.pool.reachability != .reachable
            state.pool.connected(worker)
            return (state.takeWaiters { $0.goal == .reachable }, wasAway)
        }
        if wasAway { logger.info("Postgres is reachable") }
        for waiter in waiters { waiter.continuation.resume(returning: true) }
    }

    func lost(_ worker: Int) {
        PostgresMetrics.process.losses.increment()
        state.withLock { $0.pool.lost(worker) }
    }

    /// Notes that the server did not answer in time, and has the others ask whether it is still there.
    func silent(_ worker: Int) {
        PostgresMetrics.process.losses.increment()
        logger.warning("a connection to Postgres is silent")
        let suspects = state.withLock { $0.pool.silent(worker) }
        for suspect in suspects { wakeUps[suspect].signal() }
    }

    func failed(_ worker: Int, _ failure: PostgresFailure) {
        PostgresMetrics.process.attemptsFailed.increment()
        let now = ContinuousClock.now
        let (jobs, isNew) = state.withLock { state in
            let wasAway = state.pool.reachability == .unreachable
            let jobs = state.pool.failed(worker, now: now)
            return (jobs, !wasAway && state.pool.reachability == .unreachable)
        }
        if isNew { logger.warning("Postgres is unreachable", metadata: ["failure": "\(failure)"]) }
        for job in jobs { job.job.finish(failure) }
    }

    func putBack(_ jobs: [Job]) {
        guard !jobs.isEmpty else { return }
        let mustWatch = state.withLock { state in
            state.pool.putBack(jobs)
            return state.beginsWatching()
        }
        if mustWatch { timekeeper.signal() }
    }

    /// Waits for a state of the pool.
    ///
    /// - Returns: whether it came in time.
    func wait(for goal: Waiter.Goal, until deadline: ContinuousClock.Instant) async -> Bool {
        await withCheckedContinuation { continuation in
            let waiter = Waiter(goal: goal, deadline: deadline, continuation: continuation)
            let isThere = state.withLock { state in
                let isThere =
                    switch goal {
                    case .reachable: state.pool.reachability == .reachable
                    case .closed: state.pool.isEveryoneGone
                    }
                if !isThere {
                    state.waiters.append(waiter)
                    state.isWatching = true
                }
                return isThere
            }
            if isThere { continuation.resume(returning: true) } else { timekeeper.signal() }
        }
    }

    /// Takes no more work; the workers finish what waits and end.
    func close() {
        state.withLock { $0.pool.close() }
        for wakeUp in wakeUps { wakeUp.signal() }
        timekeeper.signal()
    }

    /// Refuses what still waits, when closing took too long.
    func abandon() {
        let jobs = state.withLock { $0.pool.abandon() }
        for job in jobs { job.job.finish(PostgresFailure(.closed)) }
    }

    /// Answers those whose deadline passes while they wait; a worker cannot, it may be connecting.
    private func keepTime() {
        while true {
            let now = ContinuousClock.now
            let (late, waiters, isWatching, isOver) = state.withLock { state in
                let late = state.pool.expire(now: now)
                let isOver = state.pool.isEveryoneGone
                let waiters = state.takeWaiters { waiter in
                    isOver || waiter.deadline <= now
                }
                state.isWatching = state.pool.mustWatchDeadlines || !state.waiters.isEmpty
                return (late, waiters, state.isWatching, isOver)
            }
            for job in late { job.job.finish(PostgresFailure(.late, summary: "waiting for a connection")) }
            for waiter in waiters { waiter.continuation.resume(returning: isOver && waiter.goal == .closed) }
            if isOver { return }
            _ = timekeeper.sleep(milliseconds: isWatching ? 20 : nil)
        }
    }
}

extension PoolCore.State {
    /// Whether the timekeeper, who sleeps, has to be woken for the work that waits; from then on it counts as awake.
    mutating func beginsWatching() -> Bool {
        guard !isWatching, pool.mustWatchDeadlines else { return false }
        isWatching = true
        return true
    }

    mutating func takeWaiters(_ matches: (PoolCore.Waiter) -> Bool) -> [PoolCore.Waiter] {
        let taken = waiters.filter(matches)
        waiters.removeAll(where: matches)
        return taken
    }
}
