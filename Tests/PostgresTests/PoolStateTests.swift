// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Postgres

struct PoolStateTests {
    struct Work: PoolWork, Equatable {
        var id: Int
        var deadline = ContinuousClock.now + .seconds(60)
        var sharesPipeline = true
        var statements = 1
        var bytes = 100
    }

    private let now = ContinuousClock.now

    /// A pool whose workers are all connected and resting.
    private func restingPool(size: Int, queueLimit: Int = 100, processors: Int = 2) -> PoolState<Work> {
        var pool = PoolState<Work>(size: size, queueLimit: queueLimit, processors: processors)
        for worker in 0..<size {
            pool.connected(worker)
            _ = pool.turn(worker, isConnected: true, now: now)
        }
        return pool
    }

    private func work(_ step: PoolState<Work>.Step) -> [Int]? {
        guard case .work(let works) = step else { return nil }
        return works.map(\.id)
    }

    @Test func firstWorkerConnectsUnaskedAndOthersOnDemand() throws {
        var pool = PoolState<Work>(size: 2, queueLimit: 10, processors: 2)
        let later = now + .seconds(1)
        guard case .connect = pool.turn(0, isConnected: false, now: later).step else {
            Issue.record("worker 0 should connect")
            return
        }
        guard case .rest(until: nil) = pool.turn(1, isConnected: false, now: later).step else {
            Issue.record("worker 1 should rest")
            return
        }
        pool.connected(0)
        _ = try pool.submit(Work(id: 1, sharesPipeline: false), now: later)
        _ = try pool.submit(Work(id: 2, sharesPipeline: false), now: later)
        let turn = pool.turn(0, isConnected: true, now: later)
        #expect(work(turn.step) == [1])
        #expect(turn.wake == 1)
        guard case .connect = pool.turn(1, isConnected: false, now: later).step else {
            Issue.record("worker 1 should connect now")
            return
        }
    }

    @Test func oneWorkerIsWokenAndCallsTheNext() throws {
        var pool = restingPool(size: 3)
        #expect(try pool.submit(Work(id: 1), now: now) == 2)
        for id in 2...8 { #expect(try pool.submit(Work(id: id), now: now) == nil) }
        // Two processors: half for the one who came, half for the next.
        let first = pool.turn(2, isConnected: true, now: now)
        #expect(work(first.step) == Array(1...4))
        #expect(first.wake == 1)
        let second = pool.turn(1, isConnected: true, now: now)
        #expect(work(second.step) == Array(5...8))
        #expect(second.wake == nil)
    }

    @Test func fewReadsStayTogether() throws {
        var pool = restingPool(size: 3)
        for id in 1...4 { _ = try pool.submit(Work(id: id), now: now) }
        let turn = pool.turn(2, isConnected: true, now: now)
        #expect(work(turn.step) == [1, 2, 3, 4])
        #expect(turn.wake == nil)
    }

    @Test func pipelineIsBoundedAndStopsAtATransaction() throws {
        var pool = restingPool(size: 1)
        for id in 0..<20 { _ = try pool.submit(Work(id: id), now: now) }
        _ = try pool.submit(Work(id: 20, sharesPipeline: false), now: now)
        _ = try pool.submit(Work(id: 21), now: now)
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == Array(0..<16))
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == Array(16..<20))
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [20])
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [21])
    }

    @Test func pipelineIsBoundedByBytesAndStatements() throws {
        var pool = restingPool(size: 1)
        _ = try pool.submit(Work(id: 1, bytes: 200_000), now: now)
        _ = try pool.submit(Work(id: 2, bytes: 200_000), now: now)
        _ = try pool.submit(Work(id: 3, statements: 64), now: now)
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [1])
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [2])
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [3])
    }

    @Test func fullQueueRefuses() throws {
        var pool = restingPool(size: 1, queueLimit: 2)
        _ = try pool.submit(Work(id: 1), now: now)
        _ = try pool.submit(Work(id: 2), now: now)
        let failure = #expect(throws: PostgresFailure.self) { try pool.submit(Work(id: 3), now: now) }
        #expect(failure?.code == .queueFull)
    }

    @Test func failedAttemptGivesUpWhatWaitsAndRefusesUntilConnected() throws {
        var pool = PoolState<Work>(size: 2, queueLimit: 10, processors: 2)
        _ = try pool.submit(Work(id: 1), now: now)
        #expect(pool.failed(0, now: now).map(\.id) == [1])
        #expect(pool.reachability == .unreachable)
        let failure = #expect(throws: PostgresFailure.self) { try pool.submit(Work(id: 2), now: now) }
        #expect(failure?.code == .unreachable)
        guard case .rest(let until) = pool.turn(0, isConnected: false, now: now).step else {
            Issue.record("worker 0 should wait before the next attempt")
            return
        }
        #expect(try #require(until) <= now + .milliseconds(50))
        pool.connected(0)
        #expect(throws: Never.self) { try pool.submit(Work(id: 3), now: now) }
    }

    @Test func failedGrowthLeavesWorkToTheOthers() throws {
        var pool = restingPool(size: 2)
        pool.lost(1)
        _ = try pool.submit(Work(id: 1), now: now)
        #expect(pool.failed(1, now: now).isEmpty)
        #expect(pool.reachability == .reachable)
        #expect(pool.waiting == 1)
    }

    @Test func lostConnectionsWorkComesFirstAgain() throws {
        var pool = restingPool(size: 1)
        for id in 1...3 { _ = try pool.submit(Work(id: id, sharesPipeline: false), now: now) }
        _ = pool.turn(0, isConnected: true, now: now)
        pool.putBack([Work(id: 1)])
        pool.lost(0)
        #expect(pool.reachability == .unknown)
        guard case .connect = pool.turn(0, isConnected: false, now: now + .seconds(1)).step else {
            Issue.record("should reconnect")
            return
        }
        pool.connected(0)
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [1])
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [2])
    }

    private func asks(_ step: PoolState<Work>.Step) -> Bool {
        guard case .ask = step else { return false }
        return true
    }

    @Test func aSilentConnectionMakesTheOthersSuspectsUntilTheyAnswer() throws {
        var pool = restingPool(size: 3)
        #expect(asks(pool.turn(0, isConnected: true, isSilent: true, now: now).step))
        #expect(pool.silent(0) == [1, 2])
        #expect(pool.reachability == .unknown)
        // Work waits until somebody has had an answer.
        #expect(try pool.submit(Work(id: 1), now: now) == 2)
        #expect(asks(pool.turn(2, isConnected: true, now: now).step))
        #expect(pool.silent(2).isEmpty)
        #expect(asks(pool.turn(1, isConnected: true, now: now).step))
        #expect(pool.reachability == .unknown)
        pool.connected(1)
        #expect(pool.reachability == .reachable)
        #expect(work(pool.turn(1, isConnected: true, now: now).step) == [1])
    }

    @Test func whoWasAtWorkIsAskedWhenBack() throws {
        var pool = restingPool(size: 2)
        #expect(try pool.submit(Work(id: 1, sharesPipeline: false), now: now) == 1)
        #expect(work(pool.turn(1, isConnected: true, now: now).step) == [1])
        #expect(asks(pool.turn(0, isConnected: true, isSilent: true, now: now).step))
        #expect(pool.silent(0).isEmpty)
        #expect(asks(pool.turn(1, isConnected: true, now: now).step))
        // The one that answers is enough, and is not asked again.
        pool.connected(1)
        guard case .rest = pool.turn(1, isConnected: true, now: now).step else {
            Issue.record("worker 1 should rest")
            return
        }
        #expect(pool.failed(0, now: now).isEmpty)
        #expect(pool.reachability == .reachable)
    }

    @Test func aServerOfWhichEveryConnectionIsSilentIsUnreachable() throws {
        var pool = restingPool(size: 2)
        _ = pool.turn(0, isConnected: true, isSilent: true, now: now)
        #expect(pool.silent(0) == [1])
        #expect(pool.failed(0, now: now).isEmpty)
        #expect(pool.reachability == .unknown)
        #expect(asks(pool.turn(1, isConnected: true, now: now).step))
        #expect(pool.silent(1).isEmpty)
        #expect(pool.reachability == .unknown)
        #expect(pool.failed(0, now: now).isEmpty)
        #expect(pool.reachability == .unreachable)
        pool.connected(0)
        #expect(pool.reachability == .reachable)
    }

    @Test func backOffDoublesToFourTenthsOfASecond() {
        var backOff = BackOff()
        var waits: [Duration] = []
        for _ in 0..<8 {
            backOff.fail(now)
            waits.append(now.duration(to: backOff.retryAt))
        }
        let longest: [Duration] = [50, 100, 200, 400, 400, 400, 400, 400].map { .milliseconds($0) }
        for (wait, limit) in zip(waits, longest) {
            #expect(wait <= limit)
            #expect(wait >= limit * 0.74)
        }
    }

    @Test func closingConnectsForWhatWaitsBehindABusyWorker() throws {
        var pool = PoolState<Work>(size: 2, queueLimit: 10, processors: 2)
        let later = now + .seconds(1)
        pool.connected(0)
        _ = try pool.submit(Work(id: 1, sharesPipeline: false), now: later)
        #expect(work(pool.turn(0, isConnected: true, now: later).step) == [1])
        _ = try pool.submit(Work(id: 2), now: later)
        pool.close()
        guard case .connect = pool.turn(1, isConnected: false, now: later).step else {
            Issue.record("worker 1 should connect")
            return
        }
        pool.connected(1)
        #expect(work(pool.turn(1, isConnected: true, now: later).step) == [2])
        guard case .stop = pool.turn(1, isConnected: true, now: later).step else {
            Issue.record("worker 1 should stop")
            return
        }
    }

    @Test func closingFinishesWhatWaitsThenStops() throws {
        var pool = restingPool(size: 1)
        _ = try pool.submit(Work(id: 1), now: now)
        pool.close()
        let failure = #expect(throws: PostgresFailure.self) { try pool.submit(Work(id: 2), now: now) }
        #expect(failure?.code == .closed)
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [1])
        guard case .stop = pool.turn(0, isConnected: true, now: now).step else {
            Issue.record("should stop")
            return
        }
        #expect(pool.isEveryoneGone)
    }

    @Test func lateWorkIsTakenOut() throws {
        var pool = restingPool(size: 1)
        _ = try pool.submit(Work(id: 1, deadline: now + .seconds(1)), now: now)
        _ = try pool.submit(Work(id: 2), now: now)
        #expect(pool.expire(now: now).isEmpty)
        #expect(pool.expire(now: now + .seconds(1)).map(\.id) == [1])
        #expect(pool.waiting == 1)
    }

    @Test func onlyAConnectedWorkerOnItsWayNeedsNoWatching() throws {
        var pool = restingPool(size: 1)
        #expect(!pool.mustWatchDeadlines)
        #expect(try pool.submit(Work(id: 1), now: now) == 0)
        #expect(!pool.mustWatchDeadlines)
        #expect(work(pool.turn(0, isConnected: true, now: now).step) == [1])
        #expect(!pool.mustWatchDeadlines)
        #expect(try pool.submit(Work(id: 2), now: now) == nil)
        #expect(pool.mustWatchDeadlines)
    }

    @Test func workIsWatchedWhileTheWorkerCalledForItConnects() throws {
        var pool = PoolState<Work>(size: 2, queueLimit: 10, processors: 2)
        let later = now + .seconds(1)
        pool.connected(0)
        _ = pool.turn(0, isConnected: true, now: later)
        _ = pool.turn(1, isConnected: false, now: later)
        _ = try pool.submit(Work(id: 1, sharesPipeline: false), now: later)
        #expect(work(pool.turn(0, isConnected: true, now: later).step) == [1])
        #expect(try pool.submit(Work(id: 2, sharesPipeline: false), now: later) == 1)
        #expect(pool.mustWatchDeadlines)
        guard case .connect = pool.turn(1, isConnected: false, now: later).step else {
            Issue.record("worker 1 should connect")
            return
        }
        #expect(pool.mustWatchDeadlines)
    }

    @Test func workIsWatchedWhenTheWorkerCalledForItComesWithoutItsConnection() throws {
        var pool = restingPool(size: 1)
        let later = now + .seconds(1)
        #expect(try pool.submit(Work(id: 1), now: later) == 0)
        #expect(!pool.mustWatchDeadlines)
        guard case .connect = pool.turn(0, isConnected: false, now: later).step else {
            Issue.record("worker 0 should connect again")
            return
        }
        #expect(pool.mustWatchDeadlines)
    }

    @Test func waitingLineKeepsOrder() {
        var line = WaitingLine<Int>()
        var expected: [Int] = []
        var generator = SystemRandomNumberGenerator()
        for number in 0..<2_000 {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0, 1, 2:
                line.append(number)
                expected.append(number)
            case 3:
                #expect(line.popFirst() == (expected.isEmpty ? nil : expected.removeFirst()))
            default:
                line.prepend([number, -number])
                expected.insert(contentsOf: [number, -number], at: 0)
            }
            #expect(line.count == expected.count)
            #expect(line.first == expected.first)
        }
        #expect(line.removeAll { $0 % 2 == 0 } == expected.filter { $0 % 2 == 0 })
        #expect(line.count == expected.filter { $0 % 2 != 0 }.count)
    }
}
