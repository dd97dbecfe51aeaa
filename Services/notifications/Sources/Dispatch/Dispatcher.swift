// SPDX-License-Identifier: Apache-2.0
import Failpoints
package import Logging
package import Observability
package import Outbox
import Postgres
import ServiceLifecycle
import Synchronization
package import Time

/// Sends what is due: claims messages, asks what holds now, hands them to the provider and records the outcome.
///
/// Any number of replicas may run. A message is submitted only under a claim and after a durable mark, so one that was
/// submitted is never submitted again by itself, and one that wasn't is never lost.
package final class Dispatcher: Service {
    private let ledger: Ledger
    private let sources: MessageSources
    private let composer: MessageComposer
    private let outlets: Outlets
    private let lanes: DispatchLanes
    private let loop: DispatchLoop
    private let clock: WallClock
    private let tracer: Tracer?
    private let logger: Logger
    private let metrics = DispatchMetrics.process
    private let lastRecovery = Mutex(ContinuousClock.now)
    private let marks: GroupWriter<LedgerEntry, Bool>
    private let settlements: GroupWriter<(entry: LedgerEntry, settlement: Settlement), Void>

    /// - Parameters:
    ///   - connections: to a mail server, for the platform's sender.
    ///   - planned: raised when something was planned in this process.
    package init(
        ledger: Ledger, sources: MessageSources, composer: MessageComposer, connections: Int, planned: WakeSignal,
        clock: WallClock, tracer: Tracer? = nil, logger: Logger, outlets: Outlets
    ) {
        self.ledger = ledger
        self.sources = sources
        self.composer = composer
        lanes = DispatchLanes(connections: connections)
        loop = DispatchLoop(
            wokenBy: planned, clock: clock, pauses: .milliseconds(100) ... .seconds(2), saying: "dispatch paused",
            logger: logger)
        self.clock = clock
        self.tracer = tracer
        self.logger = logger
        self.outlets = outlets
        marks = GroupWriter { try await ledger.mark($0) }
        settlements = GroupWriter { group in
            try await ledger.settle(group)
            return group.map { _ in () }
        }
    }

    /// Whether the loop still turns, for readiness: one that stalls would let reminders silently go unsent.
    package var isTurning: Bool {
        loop.isTurning
    }

    /// Turns until graceful shutdown; a message on its way is finished, claimed ones are given back.
    package func run() async throws {
        await loop.run(turn: turn) { try await ledger.nextDue() }
    }

    /// One turn: sends what is due until nothing is. A batch is prepared while the one before is sent, so that the lanes
    /// don't stand still meanwhile, and not much earlier, so that what was asked for it is still fresh.
    ///
    /// - Returns: how many messages were claimed.
    package func turn() async throws -> Int {
        try await Flow.run(
            lanes, on: loop,
            Flow.Steps(nextDue: ledger.nextDue, prepare: prepare, submit: dispatch) { message, outcome in
                await self.settle(message.entry, outcome)
            })
    }

    private typealias Flow = DispatchFlow<OutgoingMessage, SubmissionOutcome>

    /// Takes back what is stuck, claims a batch and asks what holds for it now; nil when nothing is due.
    private func prepare(passingOver lines: [String]) async throws -> Flow.Batch? {
        guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return nil }
        loop.beat()
        try await recoverNowAndThen()
        Failpoint.beforeClaim.pass()
        let entries = try await claim(passingOver: lines)
        guard !entries.isEmpty else { return nil }
        Failpoint.afterClaim.pass()
        do {
            return Flow.Batch(claimed: entries.count, ready: try await sort(entries))
        } catch {
            // A neighbour or the database is away: that is no fault of the messages and costs them no try.
            try await ledger.release(entries, for: .seconds(1))
            throw error
        }
    }

    /// Asks what holds now, and notes what follows for those that are not sent.
    ///
    /// - Returns: those that are.
    private func sort(_ entries: [LedgerEntry]) async throws -> [OutgoingMessage] {
        let batch = SortedBatch(
            entries, try await Briefing(entries, sources), composer, outlets, at: clock.now())
        try await ledger.suppress(batch.suppressed)
        metrics.suppressed.increment(by: batch.suppressed.count)
        try await ledger.release(batch.postponed, for: .seconds(1))
        return batch.ready
    }

    /// As much as the lanes send soon: what waits too long for its turn loses its lease.
    private var batch: Int { min(max(lanes.platform * 4, 16), 400) }

    private func claim(passingOver lines: [String]) async throws -> [LedgerEntry] {
        let entries = try await ledger.claim(atMost: batch, passingOver: lines)
        guard entries.isEmpty, try await ledger.recover() > 0 else { return entries }
        return try await ledger.claim(atMost: batch, passingOver: lines)
    }

    /// Also while there is always something due.
    private func recoverNowAndThen() async throws {
        let isTime = lastRecovery.withLock { last in
            guard last.duration(to: .now) > DispatchLoop.longestWait else { return false }
            last = .now
            return true
        }
        if isTime {
            try await ledger.recover()
        }
    }

    /// Marks and submits; nil where the provider was not asked.
    private func dispatch(_ message: OutgoingMessage) async -> SubmissionOutcome? {
        loop.beat()
        do {
            guard !Task.isShuttingDownGracefully else {
                try await ledger.release([message.entry])
                return nil
            }
            return try await submit(message)
        } catch {
            // The lease gives it back.
            log(message.entry, "message left to its lease", ["error": "\(error)"])
            return nil
        }
    }

    private func submit(_ message: OutgoingMessage) async throws -> SubmissionOutcome? {
        do {
            guard try await marks(message.entry) else { return nil }
        } catch {
            // Whether or not the mark was committed, the provider was not called.
            try await ledger.release([message.entry])
            throw error
        }
        Failpoint.afterMark.pass()
        let entry = message.entry
        if entry.attempts == 0 {
            metrics.lateness.record(clock.now() - entry.due)
        }
        let span = tracer?.begin("send notification", .client, after: entry.trace)
        let begin = ContinuousClock.now
        let outcome = await message.submit()
        Failpoint.afterSubmit.pass()
        metrics.submissions.record(since: begin)
        span?.end(isError: outcome != .accepted)
        return outcome
    }

    /// Insists, since what happened is known here only; past the lease the ledger calls it uncertain.
    private func settle(_ entry: LedgerEntry, _ outcome: SubmissionOutcome) async {
        loop.beat()
        let settlement = Settlement.of(outcome, after: entry.attempts, on: entry.channel)
        do {
            try await DispatchLoop.insist {
                try await self.settlements((entry, settlement))
                self.metrics.count(message: settlement)
                self.log(entry, "message settled", ["outcome": "\(settlement)"])
            } unless: { error in
                (error as? PostgresFailure)?.code == .closed
            } failed: { error in
                self.log(entry, "message not settled yet", ["error": "\(error)"])
            }
        } catch {
            log(entry, "message left to its lease", ["error": "\(error)"])
        }
    }

    /// Identifiers and outcomes only, never an address.
    private func log(_ entry: LedgerEntry, _ message: Logger.Message, _ metadata: Logger.Metadata) {
        var metadata = metadata
        metadata["notification"] = "\(entry.id)"
        metadata["appointment"] = "\(entry.appointmentId)"
        metadata["trace"] = TraceContext.traceID(in: entry.trace).map { "\($0)" }
        logger.info(message, metadata: metadata)
    }
}
