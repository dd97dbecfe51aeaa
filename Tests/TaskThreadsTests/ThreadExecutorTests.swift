// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization
import Testing

@testable import TaskThreads

@Suite struct ThreadExecutorTests {
    /// Runs the body on a thread that has jobs, and waits for its end.
    private static func onThread(_ body: @escaping @Sendable (ThreadJobs) -> Void) async {
        await withCheckedContinuation { continuation in
            Thread {
                ThreadJobs.lend(body)
                continuation.resume()
            }.start()
        }
    }

    /// Where a task went on that was woken by `wake`.
    private static func whereabouts(wokenBy wake: @escaping @Sendable (CheckedContinuation<Void, Never>) -> Void) async
        -> pthread_t
    {
        await withTaskExecutorPreference(ThreadExecutor.shared) {
            await withCheckedContinuation(wake)
            return pthread_self()
        }
    }

    /// One that is woken before it has begun to wait never leaves its thread; so it is woken until it had begun.
    @Test(.timeLimit(.minutes(1))) func aTaskGoesOnWhereItWasWoken() async {
        let waiting = Mutex<pthread_t?>(nil)
        let waking = Mutex<pthread_t?>(nil)
        var place: pthread_t
        repeat {
            place = await Self.whereabouts { continuation in
                waiting.withLock { $0 = pthread_self() }
                Thread {
                    ThreadJobs.lend { jobs in
                        waking.withLock { $0 = pthread_self() }
                        continuation.resume()
                        jobs.run()
                    }
                }.start()
            }
        } while place == waiting.withLock { $0 }
        #expect(place == waking.withLock { $0 })
    }

    @Test func onAThreadWithoutJobsItRunsInThePool() async {
        let thread = Mutex<pthread_t?>(nil)
        let place = await Self.whereabouts { continuation in
            Thread {
                thread.withLock { $0 = pthread_self() }
                continuation.resume()
            }.start()
        }
        #expect(place != thread.withLock { $0 })
    }

    @Test func whatIsLeftWhenTheThreadEndsRunsInThePool() async {
        let ended = Mutex(false)
        await withTaskExecutorPreference(ThreadExecutor.shared) {
            await withCheckedContinuation { continuation in
                Thread {
                    ThreadJobs.lend { _ in continuation.resume() }
                }.start()
            }
            ended.withLock { $0 = true }
        }
        #expect(ended.withLock { $0 })
    }

    @Test func jobsOfJobsRunInTheSameGo() async {
        let count = Counter()
        await Self.onThread { jobs in
            for _ in 0..<10 {
                _ = Task(executorPreference: ThreadExecutor.shared) {
                    await Task.yield()
                    await Task.yield()
                    count.value.add(1, ordering: .relaxed)
                }
            }
            jobs.run()
            #expect(count.value.load(ordering: .relaxed) == 10)
        }
    }

    @Test func aThreadGetsBackFromEndlessJobs() async {
        let stops = Counter()
        let (tasks, started) = AsyncStream.makeStream(of: Task<Void, Never>.self)
        await Self.onThread { jobs in
            started.yield(
                Task(executorPreference: ThreadExecutor.shared) {
                    while stops.value.load(ordering: .relaxed) == 0 { await Task.yield() }
                })
            jobs.run()
        }
        stops.value.add(1, ordering: .relaxed)
        started.finish()
        for await task in tasks { await task.value }
    }

    private final class Counter: Sendable {
        let value = Atomic(0)
    }
}
