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

    @Test func aTaskGoesOnWhereItWasWoken() async {
        let thread = Mutex<pthread_t?>(nil)
        let place = await Self.whereabouts { continuation in
            Thread {
                ThreadJobs.lend { jobs in
                    thread.withLock { $0 = pthread_self() }
                    continuation.resume()
                    jobs.run()
                }
            }.start()
        }
        #expect(place == thread.withLock { $0 })
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
        let count = Mutex(0)
        await Self.onThread { jobs in
            for _ in 0..<10 {
                _ = Task(executorPreference: ThreadExecutor.shared) {
                    await Task.yield()
                    await Task.yield()
                    count.withLock { $0 += 1 }
                }
            }
            jobs.run()
            #expect(count.withLock { $0 } == 10)
        }
    }

    @Test func aThreadGetsBackFromEndlessJobs() async {
        let goesOn = Atomic(true)
        let task = Mutex<Task<Void, Never>?>(nil)
        await Self.onThread { jobs in
            let endless = Task(executorPreference: ThreadExecutor.shared) {
                while goesOn.load(ordering: .relaxed) { await Task.yield() }
            }
            task.withLock { $0 = endless }
            jobs.run()
        }
        goesOn.store(false, ordering: .relaxed)
        await task.withLock { $0 }?.value
    }
}
