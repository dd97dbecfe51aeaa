// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Runs a task wherever it was woken: on the connection's thread that has what it waited for, else in a pool.
///
/// A request so goes on where its message or its rows came in, instead of crossing to Swift's pool and waking a thread
/// of it (docs/decisions/0014). For tasks that neither block nor compute for long.
package final class ThreadExecutor: TaskExecutor {
    package static let shared = ThreadExecutor()

    private init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if let jobs = ThreadJobs.current {
            jobs.add(job)
        } else {
            runInPool(job)
        }
    }

    func runInPool(_ job: UnownedJob) {
        DispatchQueue.global().async {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
