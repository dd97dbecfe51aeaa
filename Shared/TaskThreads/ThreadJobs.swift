// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What tasks have to do next on one thread of ours: a thread that lives in a C library's loop and runs Swift's jobs
/// between two turns of it.
///
/// Only the thread itself adds and takes, so nothing is locked and nobody is woken. It must ``run()`` what was added
/// before it sleeps.
package final class ThreadJobs {
    /// Run in one go; what is more goes to the pool, so that the thread gets back to its connection.
    private static let jobsPerRun = 1_024

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        // It fails only beyond 1,024 keys; then nothing is found on any thread, and everything runs in the pool.
        _ = pthread_key_create(&key, nil)
        return key
    }()

    /// Those of the calling thread, nil where it is none of ours.
    static var current: ThreadJobs? {
        pthread_getspecific(key).map { Unmanaged<ThreadJobs>.fromOpaque($0).takeUnretainedValue() }
    }

    private var jobs: [UnownedJob] = []

    private init() {}

    /// Lets the calling thread have jobs as long as `body` runs.
    package static func lend(_ body: (ThreadJobs) -> Void) {
        let jobs = ThreadJobs()
        pthread_setspecific(key, Unmanaged.passUnretained(jobs).toOpaque())
        body(jobs)
        pthread_setspecific(key, nil)
        jobs.jobs.forEach(ThreadExecutor.shared.runInPool)
    }

    /// Runs what was added, and what that adds.
    package func run() {
        guard !jobs.isEmpty else { return }
        var next = 0
        while next < jobs.count, next < Self.jobsPerRun {
            let job = jobs[next]
            next += 1
            job.runSynchronously(on: ThreadExecutor.shared.asUnownedTaskExecutor())
        }
        jobs[next...].forEach(ThreadExecutor.shared.runInPool)
        jobs.removeAll(keepingCapacity: true)
    }

    func add(_ job: UnownedJob) {
        jobs.append(job)
    }
}
