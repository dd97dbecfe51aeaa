// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Observability
import TaskThreads

/// One thread of the pool with its one connection.
final class PoolWorker {
    private let index: Int
    private let core: PoolCore
    private let wakeUp: WakeUp
    private let jobs: ThreadJobs
    private var connection: Connection?

    init(_ index: Int, core: PoolCore, wakeUp: WakeUp, _ jobs: ThreadJobs) {
        self.index = index
        self.core = core
        self.wakeUp = wakeUp
        self.jobs = jobs
    }

    /// Works until the pool is closed.
    func run() {
        while true {
            // Whose rows came goes on here.
            jobs.run()
            replaceConnection()
            let isSilent = connection.map { $0.lastAnswer + patience <= .now } ?? false
            switch core.turn(index, isConnected: connection != nil, isSilent: isSilent) {
            case .work(let batch): work(batch)
            case .connect: connect()
            case .ask: ask()
            case .rest(let until): rest(until)
            case .stop:
                connection = nil
                return
            }
        }
    }

    /// Lets a connection go that is broken, not idle between two pieces of work, or old.
    private func replaceConnection() {
        guard let connection else { return }
        if !connection.isIdle {
            self.connection = nil
            if connection.fellSilent { core.silent(index) } else { core.lost(index) }
        } else if connection.retiresAt <= .now {
            self.connection = nil
        }
    }

    private func connect() {
        do throws(PostgresFailure) {
            connection = try Connection.open(core.configuration, logger: core.logger)
            core.connected(index)
        } catch {
            core.failed(index, error)
        }
    }

    /// How long the connection may be silent before it is asked: its peer may have gone without a word.
    ///
    /// Worker 0 asks on behalf of all, so that readiness tells the truth when nobody works.
    private var patience: Duration { index == 0 ? .seconds(2) : .seconds(30) }

    /// Asks the server whether it is still there. Work may wait for the answer, but nobody waits for worker 0's: others
    /// are there to be called.
    private func ask() {
        guard let connection else { return }
        // One that does not answer is lost, and the next turn replaces it.
        if connection.isAnswering(within: index == 0 ? .seconds(2) : .milliseconds(500)) { core.answered(index) }
    }

    private func rest(_ until: ContinuousClock.Instant?) {
        let limit = connection.map { index == 0 ? min($0.retiresAt, $0.lastAnswer + patience) : $0.retiresAt } ?? until
        // An idle connection is watched: its end is noticed at once, not by the next piece of work.
        if wakeUp.sleep(watching: connection?.socket ?? -1, milliseconds: limit?.milliseconds()) {
            connection?.readUnasked()
        }
        // Who else is ready goes first, so that what they ask goes along with what woke us.
        sched_yield()
    }

    private func work(_ batch: [PoolCore.Job]) {
        guard let connection else { return core.putBack(batch) }
        let metrics = PostgresMetrics.process
        metrics.busy.add(1)
        defer { metrics.busy.add(-1) }
        let now = ContinuousClock.now
        var reads: [ReadJob] = []
        for job in batch {
            metrics.waits.record(job.job.begun.duration(to: now))
            if let obstacle = job.job.obstacle {
                job.job.finish(obstacle)
                continue
            }
            switch job {
            case .read(let read): reads.append(read)
            case .transaction(let transaction):
                if let failure = transaction.perform(on: connection) { again(job, failure) }
            }
        }
        read(ReadGroup.groups(of: reads), on: connection)
        if connection.statements.isFull, connection.isIdle {
            // A failure leaves a lost connection, which the next turn replaces.
            _ = try? connection.forgetStatements(until: .now + .seconds(1))
        }
    }

    /// Sends all groups, each up to a Sync of its own, then collects their answers.
    private func read(_ groups: [ReadGroup], on connection: Connection) {
        var sent: [(group: ReadGroup, segment: Segment, milliseconds: Int)] = []
        var apart: [ReadGroup] = []
        var stale: [PoolCore.Job] = []
        var unanswered: [(job: ReadJob, failure: PostgresFailure)] = []
        for group in groups {
            let milliseconds = group.milliseconds
            let opening = group.scope.opening(user: connection.user, milliseconds: milliseconds, readOnly: true)
            do throws(PostgresFailure) {
                guard !connection.isLost else { throw PostgresFailure(.unreachable) }
                let segment = try connection.send(
                    [opening] + group.queries, discarding: 1, background: group.scope.isBackground)
                sent.append((group, segment, milliseconds))
            } catch {
                if connection.isLost {
                    unanswered += group.jobs.map { ($0, error) }
                } else if group.jobs.count > 1 {
                    apart += group.jobs.map(ReadGroup.init)
                } else {
                    group.finish(error)
                }
            }
        }
        for (group, segment, milliseconds) in sent {
            do throws(PostgresFailure) {
                guard !connection.isLost else { throw PostgresFailure(.unreachable) }
                // The server's own timeout began when the one before was done, so it may end after the deadline.
                let limit = max(group.deadline, .now + .milliseconds(milliseconds)) + Connection.grace
                if !connection.hasAnswer {
                    // Those that were answered before don't wait for a slower one.
                    jobs.run()
                }
                switch try connection.receive(segment, until: limit) {
                case .success(let rows): group.finish(rows)
                case .failure where group.jobs.count > 1:
                    apart += group.jobs.map(ReadGroup.init)
                case .failure(let failure) where failure.isStalePlan && group.jobs[0].mayRepeat():
                    stale += group.jobs.map { .read($0) }
                case .failure(let failure): group.finish(failure)
                }
            } catch {
                if error.code == .unreachable {
                    unanswered += group.jobs.map { ($0, error) }
                } else {
                    group.finish(error)
                }
            }
        }
        if !stale.isEmpty {
            _ = try? connection.forgetStatements(until: .now + .seconds(1))
        }
        core.putBack(stale)
        for (job, failure) in unanswered.reversed() { again(.read(job), failure) }
        if !apart.isEmpty {
            read(apart, on: connection)
        }
    }

    /// Puts a job back whose connection was lost while nothing could have been committed.
    private func again(_ job: PoolCore.Job, _ failure: PostgresFailure) {
        guard job.job.mayRepeat() else { return job.job.finish(failure) }
        core.putBack([job])
    }
}
