// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
package import Logging
import ServiceLifecycle
import Synchronization

/// Hands mail in over SMTP, on threads of its own: libcurl blocks and must not hold a cooperative thread.
///
/// A message is on its way at most 30 s, its wait for a thread included. One that finds the queue full, or the sender
/// stopped, is deferred without having been tried.
package final class SMTPSender: Service {
    private struct Job: Sendable {
        let message: MailMessage
        let configuration: SMTPConfiguration
        /// Whose message it is, so that one slow server leaves threads to others.
        let owner: String
        let deadline: ContinuousClock.Instant
        let resume: @Sendable (SubmissionOutcome) -> Void
    }

    private struct State {
        var jobs: [Job] = []
        /// Messages on their way, by owner.
        var busy: [String: Int] = [:]
        var isStopped = false
    }

    private let configuration: SMTPConfiguration
    private let eachAtMost: Int
    private let queueLimit: Int
    private let logger: Logger
    private let state = Mutex(State())
    /// One signal for each job, one for each end of one, and one for each thread at the end.
    private let work = DispatchSemaphore(value: 0)

    /// For one message, from the moment it is handed in; ledger leases are longer.
    package static let patience = Duration.seconds(30)

    /// Starts the threads; they end when ``run()`` does.
    ///
    /// - Parameters:
    ///   - configuration: how messages leave that don't bring their own; it also says how many threads there are.
    ///   - eachAtMost: how many messages of one owner are on their way at a time.
    package init(
        _ configuration: SMTPConfiguration, eachAtMost: Int = .max, queueLimit: Int = 64, logger: Logger
    ) {
        self.configuration = configuration
        self.eachAtMost = max(eachAtMost, 1)
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
        await send(message, by: configuration, of: "", within: Self.patience)
    }

    /// The same by another server.
    ///
    /// - Parameter owner: whose message it is.
    package func send(
        _ message: MailMessage, by configuration: SMTPConfiguration, of owner: String, within limit: Duration
    ) async -> SubmissionOutcome {
        await withCheckedContinuation { continuation in
            let job = Job(
                message: message, configuration: configuration, owner: owner, deadline: .now + limit,
                resume: { continuation.resume(returning: $0) })
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
            if let job = takeJob() {
                connection = connection ?? SMTPConnection()
                let outcome =
                    connection?.submit(job.message, by: job.configuration, until: job.deadline) ?? .deferred(code: nil)
                logger.debug("mail submitted", metadata: ["message": "\(job.message.id)", "outcome": "\(outcome)"])
                finish(job)
                job.resume(outcome)
            } else if isOver {
                // Whoever waits yet has nothing to wait for either.
                work.signal()
                return
            }
        }
    }

    /// The longest waiting one whose owner has not too many on their way.
    private func takeJob() -> Job? {
        state.withLock { state in
            guard let index = state.jobs.firstIndex(where: { state.busy[$0.owner, default: 0] < eachAtMost }) else {
                return nil
            }
            let job = state.jobs.remove(at: index)
            state.busy[job.owner, default: 0] += 1
            return job
        }
    }

    private func finish(_ job: Job) {
        state.withLock { state in
            let count = state.busy[job.owner, default: 1] - 1
            state.busy[job.owner] = count > 0 ? count : nil
        }
        // One that waited for this owner's turn has used up its own signal.
        work.signal()
    }

    private var isOver: Bool {
        state.withLock { $0.isStopped && $0.jobs.isEmpty }
    }
}
