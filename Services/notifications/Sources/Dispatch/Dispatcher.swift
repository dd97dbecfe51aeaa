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
    private let lanes: Int
    private let loop: DispatchLoop
    private let clock: WallClock
    private let tracer: Tracer?
    private let logger: Logger
    private let metrics = DispatchMetrics.process
    private let lastRecovery = Mutex(ContinuousClock.now)
    private let marks: GroupWriter<LedgerEntry, Bool>
    private let settlements: GroupWriter<(entry: LedgerEntry, settlement: Settlement), Void>

    /// - Parameters:
    ///   - lanes: messages that are submitted at a time, as many as the provider has connections.
    ///   - planned: raised when something was planned in this process.
    package init(
        ledger: Ledger, sources: MessageSources, composer: MessageComposer, lanes: Int, planned: WakeSignal,
        clock: WallClock, tracer: Tracer? = nil, logger: Logger, outlets: Outlets
    ) {
        self.ledger = ledger
        self.sources = sources
        self.composer = composer
        self.lanes = max(lanes, 1)
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

    /// One turn: sends what is due, batch by batch, until nothing is.
    ///
    /// - Returns: how many messages were claimed.
    package func turn() async throws -> Int {
        var count = 0
        var next = try await prepare()
        while let batch = next {
            count += batch.count
            next = try await send(batch)
        }
        return count
    }

    /// Takes back what is stuck, claims a batch and asks what holds for it now; nil when nothing is due.
    private func prepare() async throws -> SortedBatch? {
        guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return nil }
        loop.beat()
        try await recoverNowAndThen()
        Failpoint.beforeClaim.pass()
        let entries = try await claim()
        guard !entries.isEmpty else { return nil }
        Failpoint.afterClaim.pass()
        let briefing: Briefing
        do {
            briefing = try await Briefing(entries, sources)
        } catch {
            // A neighbour is away: that is no fault of the messages and costs them no try.
            try await ledger.release(entries, for: .seconds(1))
            throw error
        }
        let batch = SortedBatch(entries, briefing, composer, outlets, at: clock.now())
        try await ledger.suppress(batch.suppressed)
        metrics.suppressed.increment(by: batch.suppressed.count)
        try await ledger.release(batch.postponed, for: .seconds(1))
        return batch
    }

    /// Sends a batch. The next one is prepared once what waits of this one fits the lanes, so that they don't stand
    /// still meanwhile and what was asked for it is still fresh when it is sent.
    ///
    /// - Returns: the next batch.
    private func send(_ batch: SortedBatch) async throws -> SortedBatch? {
        try await withTaskGroup(of: Step.self) { group in
            var waiting = batch.ready[...]
            for message in waiting.prefix(lanes) {
                group.addTask { await self.dispatched(message) }
            }
            waiting = waiting.dropFirst(lanes)
            var isPreparing = false
            var next: Result<SortedBatch?, any Error> = .success(nil)
            while true {
                if !isPreparing, waiting.count <= lanes {
                    isPreparing = true
                    group.addTask { await self.prepared() }
                }
                guard let step = await group.next() else { break }
                switch step {
                case .prepared(let result): next = result
                case .dispatched:
                    guard let message = waiting.popFirst() else { continue }
                    group.addTask { await self.dispatched(message) }
                }
            }
            return next
        }.get()
    }

    /// What ends while a batch is sent.
    private enum Step: Sendable {
        case dispatched
        case prepared(Result<SortedBatch?, any Error>)
    }

    private func dispatched(_ message: OutgoingMessage) async -> Step {
        await dispatch(message)
        return .dispatched
    }

    private func prepared() async -> Step {
        do {
            return .prepared(.success(try await prepare()))
        } catch {
            return .prepared(.failure(error))
        }
    }

    /// As much as the lanes send soon: what waits too long for its turn loses its lease.
    private var batch: Int { min(max(lanes * 4, 16), 400) }

    private func claim() async throws -> [LedgerEntry] {
        let entries = try await ledger.claim(atMost: batch)
        guard entries.isEmpty, try await ledger.recover() > 0 else { return entries }
        return try await ledger.claim(atMost: batch)
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

    private func dispatch(_ message: OutgoingMessage) async {
        loop.beat()
        do {
            guard !Task.isShuttingDownGracefully else { return try await ledger.release([message.entry]) }
            try await send(message)
        } catch {
            // The lease gives it back.
            log(message.entry, "message left to its lease", ["error": "\(error)"])
        }
    }

    private func send(_ message: OutgoingMessage) async throws {
        do {
            guard try await marks(message.entry) else { return }
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
        loop.beat()
        try await settle(entry, Settlement.of(outcome, after: entry.attempts, on: entry.channel))
    }

    /// Insists, since what happened is known here only; past the lease the ledger calls it uncertain.
    private func settle(_ entry: LedgerEntry, _ settlement: Settlement) async throws {
        try await DispatchLoop.insist {
            try await self.settlements((entry, settlement))
            self.metrics.count(message: settlement)
            self.log(entry, "message settled", ["outcome": "\(settlement)"])
        } unless: { error in
            (error as? PostgresFailure)?.code == .closed
        } failed: { error in
            self.log(entry, "message not settled yet", ["error": "\(error)"])
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
