// SPDX-License-Identifier: Apache-2.0
package import Logging
package import Observability
package import Outbox
import SchedulingContract
import ServiceLifecycle
package import Time

/// Sends codes that were asked for, the way the ``Dispatcher`` sends messages: claim, durable mark, provider, outcome.
///
/// It is the one who finds out whether an application has settings and a number's country is served, so nobody who asks
/// for a code can.
package final class CodeDispatcher: Service {
    package typealias Submit = @Sendable (CodeMessage) async -> SubmissionOutcome

    private let queue: CodeQueue
    private let terms: CodeTerms
    private let submit: Submit
    private let lanes: DispatchLanes
    private let loop: DispatchLoop
    private let clock: WallClock
    private let tracer: Tracer?
    private let logger: Logger
    private let metrics = DispatchMetrics.process

    /// - Parameters:
    ///   - connections: to a mail server, for the platform's sender.
    ///   - asked: raised when a code was asked for in this process.
    package init(
        queue: CodeQueue, terms: CodeTerms, connections: Int, asked: WakeSignal, clock: WallClock,
        tracer: Tracer? = nil, logger: Logger, submit: @escaping Submit
    ) {
        self.queue = queue
        self.terms = terms
        lanes = DispatchLanes(connections: connections)
        loop = DispatchLoop(
            wokenBy: asked, clock: clock, pauses: .seconds(1) ... .seconds(1), saying: "sending of codes paused",
            logger: logger)
        self.clock = clock
        self.tracer = tracer
        self.logger = logger
        self.submit = submit
    }

    /// Whether the loop still turns, for readiness.
    package var isTurning: Bool {
        loop.isTurning
    }

    /// Turns until graceful shutdown; a code on its way is finished, claimed ones are given back.
    package func run() async throws {
        await loop.run(turn: turn) { try await queue.nextDue() }
    }

    /// One turn: sends what is due until nothing is.
    ///
    /// - Returns: how many codes were claimed.
    package func turn() async throws -> Int {
        try await Flow.run(
            lanes, on: loop,
            Flow.Steps(nextDue: queue.nextDue, prepare: prepare) { code in
                await self.dispatch(code)
                return nil
            } settle: { _, _ in
            })
    }

    /// A dispatch records its outcome itself, so none is ever left to settle.
    private typealias Flow = DispatchFlow<PendingCode, Never>

    /// Takes back what is stuck and claims as many as the platform's sender has lanes.
    private func prepare(passingOver lines: [String]) async throws -> Flow.Batch? {
        guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return nil }
        loop.beat()
        try await queue.recover()
        let codes = try await queue.claim(atMost: lanes.platform, passingOver: lines)
        return codes.isEmpty ? nil : Flow.Batch(claimed: codes.count, ready: codes)
    }

    private func dispatch(_ code: PendingCode) async {
        loop.beat()
        do {
            guard !Task.isShuttingDownGracefully else { return try await queue.release(code) }
            guard code.isWanted else { return try await withhold(code, "no settings") }
            let now = clock.now()
            guard now < code.expires else { return try await queue.settle(code, .failed(.tooLate)) }
            guard let message = try? message(code, at: now) else {
                return try await queue.settle(code, .failed(.unreadable))
            }
            guard message.channel != .sms || terms.countries.contains(message.to) else {
                return try await withhold(code, "country")
            }
            try await send(message, code)
        } catch {
            // The lease gives it back.
            log(code, "code left to its lease", ["error": "\(error)"])
        }
    }

    private func withhold(_ code: PendingCode, _ reason: String) async throws {
        try await queue.withhold(code)
        metrics.withheldCodes.increment()
        log(code, "code withheld", ["reason": "\(reason)"])
    }

    private func message(_ code: PendingCode, at now: Instant) throws -> CodeMessage? {
        let content = try SealedCode(code.sealed, of: code.applicationId, terms.sealing)
        let words = CodeText.best(for: code.locales)
        let reference = terms.hashing.hash(code.id, for: "message").prefix(16)
        return NotificationTemplate.Channel(rawValue: code.channel).map { channel in
            CodeMessage(
                id: reference.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
                applicationId: code.applicationId, channel: channel, to: content.address, subject: words.subject,
                text: CodeText.text(channel == .sms ? words.short : words.body, content.code), date: now)
        }
    }

    private func send(_ message: CodeMessage, _ code: PendingCode) async throws {
        do {
            guard try await queue.mark(code) else { return }
        } catch {
            // Whether or not the mark was committed, the provider was not called.
            try await queue.release(code)
            throw error
        }
        let span = tracer?.begin("send code", .client, after: code.trace)
        let begin = ContinuousClock.now
        let outcome = await submit(message)
        metrics.submissions.record(since: begin)
        span?.end(isError: outcome != .accepted)
        loop.beat()
        try await settle(code, Settlement.of(outcome, after: code.attempts, on: code.channel))
    }

    /// Insists, since what happened is known here only; past the lease the queue calls it uncertain.
    private func settle(_ code: PendingCode, _ settlement: Settlement) async throws {
        try await DispatchLoop.insist {
            try await self.queue.settle(code, settlement)
            self.metrics.count(code: settlement)
            self.log(code, "code settled", ["outcome": "\(settlement)"])
        } failed: { error in
            self.log(code, "code not settled yet", ["error": "\(error)"])
        }
    }

    /// Identifiers and outcomes only, never a code or an address.
    private func log(_ code: PendingCode, _ message: Logger.Message, _ metadata: Logger.Metadata) {
        var metadata = metadata
        metadata["verification"] = "\(code.id)"
        metadata["trace"] = TraceContext.traceID(in: code.trace).map { "\($0)" }
        logger.info(message, metadata: metadata)
    }
}
