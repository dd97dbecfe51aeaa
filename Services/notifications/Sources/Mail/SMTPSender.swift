// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
package import Logging
import ServiceLifecycle
import Synchronization

/// Hands mail in over SMTP, on threads of its own: libcurl blocks and must not hold a cooperative thread.
///
/// A message is on its way at most 30 s. One that finds the queue
/// full, or the sender stopped, is deferred without having been tried.
package final class SMTPSender: Service {
    private struct Job: Sendable {
        let message: MailMessage
        let resume: @Sendable (SubmissionOutcome) -> Void
    }

    private struct State {
        var jobs: [Job] = []
        var isStopped = false
    }

    private let configuration: SMTPConfiguration
    private let queueLimit: Int
    private let logger: Logger
    private let state = Mutex(State())
    /// One signal for each job, and one for each thread at the end.
    private let work = DispatchSemaphore(value: 0)

    /// Starts the threads; they end when ``run()`` does.
    package init(_ configuration: SMTPConfiguration, queueLimit: Int = 64, logger: Logger) {
        self.configuration = configuration
        self.queueLimit = queueLimit
        self.logger = logger
        for number in 1...configuration.connections {
            let thread = Thread { [self] in submitUntilStopped() }
            thread.name = "smtp \(number)"
            thread.start()
        }
    }

    /// Waits for graceful shutdown, then lets the threads finish what is queued and end.
    package func run() async throws {
        try? await gracefulShutdown()
        stop()
    }

    package func stop() {
        state.withLock { $0.isStopped = true }
        for _ in 1...configuration.connections {
            work.signal()
        }
    }

    /// Hands one message in and waits for the server's word on it.
    package func send(_ message: MailMessage) async -> SubmissionOutcome {
        await withCheckedContinuation { continuation in
            let job = Job(message: message, resume: { continuation.resume(returning: $0) })
            let isTaken = state.withLock { state in
                guard !state.isStopped, state.jobs.count < queueLimit else { return false }
                state.jobs.append(job)
                return true
            }
            if isTaken {
                work.signal()
            } else {
                continuation.resume(returning: .deferred(code: nil))
            }
        }
    }

    private func submitUntilStopped() {
        var connection: SMTPConnection?
        while true {
            work.wait()
            let (job, isStopped) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped)
            }
            if let job {
                connection = connection ?? SMTPConnection(configuration)
                let outcome = connection?.submit(job.message) ?? .deferred(code: nil)
                logger.debug("mail submitted", metadata: ["message": "\(job.message.id)", "outcome": "\(outcome)"])
                job.resume(outcome)
            } else if isStopped {
                return
            }
        }
    }
}
