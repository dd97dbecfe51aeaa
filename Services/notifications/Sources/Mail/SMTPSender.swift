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
        /// Threads that wait for a signal and were not sent one.
        var idle = 0
        var isStopped = false
    }

    private let configuration: SMTPConfiguration
    private let eachAtMost: Int
    private let queueLimit: Int
    private let logger: Logger
    private let state = Mutex(State())
    /// A signal for each thread that is to look what there is.
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
        let idle = state.withLock { state in
            defer { state.idle = 0 }
            state.isStopped = true
            return state.idle
        }
        for _ in 0..<idle {
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
            let (isTaken, wakes) = state.withLock { state in
                guard !state.isStopped, state.jobs.count < queueLimit else { return (false, false) }
                state.jobs.append(job)
                guard state.idle > 0 else { return (true, false) }
                state.idle -= 1
                return (true, true)
            }
            if wakes {
                work.signal()
            }
            if !isTaken {
                continuation.resume(returning: .deferred(code: nil))
            }
        }
    }

    private func submitUntilStopped() {
        var connections: [SMTPConfiguration.Protection: SMTPConnection] = [:]
        while true {
            switch next() {
            case .job(let job):
                let protection = job.configuration.protection
                let connection = connections[protection] ?? SMTPConnection()
                connections[protection] = connection
                let outcome =
                    connection?.submit(job.message, by: job.configuration, until: job.deadline) ?? .deferred(code: nil)
                logger.debug("mail submitted", metadata: ["message": "\(job.message.id)", "outcome": "\(outcome)"])
                finish(job)
                job.resume(outcome)
            case .wait: work.wait()
            case .stop: return
            }
        }
    }

    private enum Next {
        case job(Job)
        case wait
        case stop
    }

    /// The longest waiting job whose owner has not too many on their way.
    private func next() -> Next {
        state.withLock { state in
            if let index = state.jobs.firstIndex(where: { state.busy[$0.owner, default: 0] < eachAtMost }) {
                let job = state.jobs.remove(at: index)
                state.busy[job.owner, default: 0] += 1
                return .job(job)
            }
            // What is left waits for an owner's turn, and the thread that ends that turn takes it.
            guard !state.isStopped else { return .stop }
            state.idle += 1
            return .wait
        }
    }

    private func finish(_ job: Job) {
        state.withLock { state in
            let count = state.busy[job.owner, default: 1] - 1
            state.busy[job.owner] = count > 0 ? count : nil
        }
    }
}
