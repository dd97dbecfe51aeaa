// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// Runs a task's code on one event loop.
///
/// The task that serves a connection so stays on the thread that reads and writes it: no request crosses to Swift's
/// pool of threads and back, and what one turn of the loop has read goes on together (docs/performance.md). Nothing in
/// the gateway may block, here or there.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
