// SPDX-License-Identifier: Apache-2.0
import Logging
import Observability
import Outbox
import ServiceLifecycle
import Synchronization
import Time

/// How a dispatcher lives: it turns while something is due, then waits for the next or for a signal.
final class DispatchLoop: Sendable {
    static let longestWait = Duration.seconds(1)
    /// A little more than the longest step, a submission of 30 s.
    private static let longestSilence = Duration.seconds(40)
    /// Together with a submission this stays within the lease.
    static let settlingTime = Duration.seconds(10)

    private let signal: WakeSignal
    private let clock: WallClock
    /// After a turn that failed: the first pause, and the longest of those that double.
    private let pauses: ClosedRange<Duration>
    private let paused: Logger.Message
    private let logger: Logger
    private let lastBeat = Mutex(ContinuousClock.now)

    /// - Parameters:
    ///   - signal: raised when there may be something to do.
    ///   - paused: what the log says after a turn that failed.
    init(
        wokenBy signal: WakeSignal, clock: WallClock, pauses: ClosedRange<Duration>, saying paused: Logger.Message,
        logger: Logger
    ) {
        self.signal = signal
        self.clock = clock
        self.pauses = pauses
        self.paused = paused
        self.logger = logger
    }

    /// Whether it still turns, for readiness.
    var isTurning: Bool {
        lastBeat.withLock { $0.duration(to: .now) } < Self.longestSilence
    }

    /// Notes a sign of life, also within a turn.
    func beat() {
        lastBeat.withLock { $0 = .now }
    }

    /// Turns until graceful shutdown.
    ///
    /// - Parameters:
    ///   - turn: does what is due, and says how much that was.
    ///   - nextDue: when something falls due, nil where nothing waits.
    func run(turn: () async throws -> Int, nextDue: () async throws -> Instant?) async {
        await withGracefulShutdownHandler {
            var pause = pauses.lowerBound
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                beat()
                do {
                    if try await turn() == 0 {
                        await signal.wait(atMost: time(until: try await nextDue()))
                    }
                    pause = pauses.lowerBound
                } catch {
                    DispatchMetrics.process.pauses.increment()
                    logger.warning(paused, metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: pause)
                    pause = min(pause * 2, pauses.upperBound)
                }
            }
        } onGracefulShutdown: {
            self.signal.raise()
        }
    }

    /// Waits within a turn until there may be something to do, or the task is cancelled.
    func rest(until nextDue: () async throws -> Instant?) async {
        let due = try? await nextDue()
        await signal.wait(atMost: time(until: due))
    }

    /// The same for a fraction of a second, whatever is due.
    func restBriefly() async {
        await signal.wait(atMost: .milliseconds(200))
    }

    /// Ends a rest.
    func wake() {
        signal.raise()
    }

    private func time(until due: Instant?) -> Duration {
        guard let due else { return Self.longestWait }
        return min(max(due - clock.now(), .milliseconds(5)), Self.longestWait)
    }

    /// Records what a provider did, and insists, since it is known here only; past the lease it is uncertain.
    ///
    /// - Parameters:
    ///   - isFutile: whether it can't succeed after this failure.
    ///   - failed: told of each failure that is followed by another try.
    static func insist(
        _ record: @escaping @Sendable () async throws -> Void,
        unless isFutile: @escaping @Sendable (any Error) -> Bool = { _ in false },
        failed: @escaping @Sendable (any Error) -> Void
    ) async throws {
        // Not a child: what the provider did has to be recorded although the process is being cancelled.
        try await Task {
            let deadline = ContinuousClock.now + settlingTime
            while true {
                do {
                    return try await record()
                } catch {
                    guard ContinuousClock.now < deadline, !isFutile(error) else { throw error }
                    failed(error)
                    try? await Task.sleep(for: .milliseconds(100))
                }
            }
        }.value
    }
}
