// SPDX-License-Identifier: Apache-2.0
import Logging
import Observability

/// The publishing connection's work, on its thread: sends what was accepted, on one channel in confirm mode, and tells
/// the callers what became of it.
final class PublisherRole: ConnectionRole {
    /// A published message until it is resolved.
    struct Ticket {
        let bytes: Int
        let outcome: @Sendable (PublishOutcome) -> Void
    }

    enum Phase {
        /// Without a channel, until this time.
        case waiting(until: ContinuousClock.Instant)
        /// The broker owes an answer by this time.
        case settingUp(ChannelSetup, deadline: ContinuousClock.Instant)
        case ready
    }

    static let channel: UInt16 = 1
    /// What is sent before the broker's answers are read, so that neither side waits for the other to read.
    private static let messagesPerTurn = 256
    private static let bytesPerTurn = 256 * 1_024
    /// How much is sent before it is asked again whether the socket has room.
    private static let bytesPerLook = 32 * 1_024

    let mailbox: Mailbox<PublisherIntake>
    let limits: AMQPPublisherLimits
    let logger: Logger
    private let readiness: Readiness
    var phase = Phase.waiting(until: .now)
    var blockedReason: String? {
        didSet { AMQPMetrics.process.isBlocked.set(blockedReason != nil) }
    }
    var confirms = PublisherConfirms<Ticket>()
    var assembler = ContentAssembler<InboundFrame.ReturnStart>(bodyLimit: AMQPMessage.bodyLimit)
    var backOff = BackOff()
    private var buffer: [PublisherIntake.Item] = []
    private var queue: [PublisherIntake.Item] = []
    private var queueHead = 0
    /// When the messages at the head of the queue were taken from the mailbox.
    private var queuedSince: ContinuousClock.Instant = .now
    private var resolvedMessages = 0
    private var resolvedBytes = 0
    private var stopDeadline: ContinuousClock.Instant?

    init(
        mailbox: Mailbox<PublisherIntake>, readiness: Readiness, limits: AMQPPublisherLimits, logger: Logger
    ) {
        self.mailbox = mailbox
        self.readiness = readiness
        self.limits = limits
        self.logger = logger
    }

    // MARK: - The connection's life

    func opened(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) {
        blockedReason = nil
        phase = .waiting(until: now)
        backOff = BackOff()
        assembler = ContentAssembler(bodyLimit: AMQPMessage.bodyLimit)
    }

    func turn(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) -> Turn {
        let stop = takeMail(at: now)
        try checkDeadlines(connection, at: now)
        if stop != .no {
            let end = stopDeadline ?? now + (stop == .now ? .zero : limits.shutdownTimeout)
            stopDeadline = end
            guard stop != .now, now < end, confirms.outstanding > 0 || hasQueue else { return .finish }
        }
        guard case .ready = phase, hasQueue else {
            return .sleep(until: nextDeadline, forWriting: false)
        }
        guard connection.isWritable else {
            return .sleep(until: nextDeadline, forWriting: true)
        }
        try sendQueue(connection, at: now)
        return hasQueue ? .again : .sleep(until: nextDeadline, forWriting: false)
    }

    func closed(at now: ContinuousClock.Instant) {
        blockedReason = nil
        phase = .waiting(until: now)
        refuse(.disconnected)
        readiness.set(.disconnected)
        confirms.abandon { ticket, outcome in resolve(ticket, outcome) }
    }

    func turnWithoutConnection(at now: ContinuousClock.Instant) -> Turn {
        let stop = takeMail(at: now)
        refuse(.disconnected)
        return stop == .no ? .again : .finish
    }

    // MARK: - Availability

    func becameReady() {
        phase = .ready
        announce()
    }

    /// Says what is the case: to callers, whose messages are refused unless it is ready, and to those who wait for it.
    func announce() {
        if let blockedReason {
            refuse(.blocked)
            readiness.set(.blocked(blockedReason))
        } else if case .ready = phase, stopDeadline == nil {
            mailbox.post { intake in (false, intake.refuse(nil)) }
            readiness.set(.ready)
        } else {
            refuse(.disconnected)
            readiness.set(.disconnected)
        }
    }

    /// Accepts nothing more and refuses what was accepted but not sent.
    private func refuse(_ reason: AMQPUnavailability) {
        mailbox.post { intake in (false, intake.refuse(reason)) }
        _ = takeMail(at: .now)
        for item in queue[queueHead...] {
            resolve(Ticket(bytes: item.bytes, outcome: item.outcome), .unavailable(reason))
        }
        queue.removeAll(keepingCapacity: true)
        queueHead = 0
    }

    // MARK: - Sending

    private var hasQueue: Bool { queueHead < queue.count }

    private func takeMail(at now: ContinuousClock.Instant) -> Mailbox<PublisherIntake>.Stop {
        let stop = mailbox.take { intake, stop in
            intake.hand(over: &buffer, resolvedMessages: resolvedMessages, resolvedBytes: resolvedBytes)
            return stop
        }
        resolvedMessages = 0
        resolvedBytes = 0
        if !buffer.isEmpty {
            if hasQueue {
                // Moving the rest is paid for by at least as many messages sent.
                if queueHead * 2 >= queue.count {
                    queue.removeFirst(queueHead)
                    queueHead = 0
                }
                queue += buffer
                buffer.removeAll(keepingCapacity: true)
            } else {
                queuedSince = now
                swap(&queue, &buffer)
            }
        }
        return stop
    }

    private func sendQueue(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) {
        if queue.count - queueHead > 1 {
            _ = try connection.gathering { () throws(AMQPFailure) in try sendTurn(connection, at: now) }
        } else {
            let bodyBytes = try sendTurn(connection, at: now)
            if connection.leavesTail(bodyBytes: bodyBytes) {
                connection.pushTail()
            }
        }
        queuedSince = now
        if !hasQueue {
            queue.removeAll(keepingCapacity: true)
            queueHead = 0
        }
    }

    /// - Returns: the bytes of the last message's body.
    private func sendTurn(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) -> Int {
        var bodyBytes = 0
        var sentMessages = 0
        var sentBytes = 0
        var bytesSinceLook = 0
        while hasQueue, sentMessages < Self.messagesPerTurn, sentBytes < Self.bytesPerTurn {
            if bytesSinceLook >= Self.bytesPerLook {
                guard connection.isWritable else { return bodyBytes }
                bytesSinceLook = 0
            }
            let item = queue[queueHead]
            queueHead += 1
            bodyBytes = try send(item, connection, at: now)
            // About what the method, the header and the frames' own bytes add.
            let bytes = bodyBytes + 256
            sentMessages += 1
            sentBytes += bytes
            bytesSinceLook += bytes
        }
        return bodyBytes
    }

    /// - Returns: the bytes of the body, 0 if nothing was sent.
    private func send(
        _ item: PublisherIntake.Item, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) -> Int {
        let ticket = Ticket(bytes: item.bytes, outcome: item.outcome)
        guard let message = item.compose() else {
            resolve(ticket, .unavailable(.disconnected))
            return 0
        }
        if let obstacle = message.obstacle(
            exchange: item.exchange, routingKey: item.routingKey, frameBytes: connection.frameBytes)
        {
            // 502 is AMQP's SYNTAX_ERROR.
            resolve(ticket, .returned(code: 502, text: obstacle))
            return 0
        }
        let identity = PublisherConfirms<Ticket>.Identity(
            exchange: item.exchange, routingKey: item.routingKey, messageID: message.messageID,
            correlationID: message.correlationID, bodyBytes: message.body.count)
        confirms.sent(ticket, returnableAs: item.mandatory ? identity : nil, deadline: now + limits.confirmTimeout)
        try connection.publish(
            message, to: item.exchange, routingKey: item.routingKey, mandatory: item.mandatory, on: Self.channel)
        return message.body.count
    }

    // MARK: - Time

    private var nextDeadline: ContinuousClock.Instant? {
        let phaseDeadline: ContinuousClock.Instant? =
            switch phase {
            case .waiting(let instant), .settingUp(_, let instant): instant
            case .ready: nil
            }
        let queueDeadline = hasQueue ? queuedSince + limits.confirmTimeout : nil
        return [phaseDeadline, queueDeadline, confirms.nextDeadline, stopDeadline].compactMap(\.self).min()
    }

    private func checkDeadlines(
        _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) {
        switch phase {
        case .waiting(let instant):
            if instant <= now { try openChannel(connection, at: now) }
        case .settingUp(_, let deadline):
            guard deadline > now else { throw AMQPFailure(.timeout, "the broker did not open the channel") }
        case .ready: break
        }
        if hasQueue, queuedSince + limits.confirmTimeout <= now {
            // The socket took nothing for all that time.
            throw AMQPFailure(.timeout, "the broker takes nothing from the socket")
        }
        guard let deadline = confirms.nextDeadline, deadline <= now else { return }
        AMQPMetrics.process.confirmTimeouts.increment()
        // Under an alarm the broker does not read; the same would befall a new connection.
        guard blockedReason != nil else { throw AMQPFailure(.timeout, "the broker did not confirm a message") }
        confirms.expire(at: now) { ticket, outcome in resolve(ticket, outcome) }
    }

    private func openChannel(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) {
        let setup = ChannelSetup.publishing
        phase = .settingUp(setup, deadline: now + limits.connectTimeout)
        if let command = setup.current {
            try connection.send(command, on: Self.channel)
        }
    }

    func resolve(_ ticket: Ticket, _ outcome: PublishOutcome) {
        resolvedMessages += 1
        resolvedBytes += ticket.bytes
        AMQPMetrics.process.count(outcome)
        ticket.outcome(outcome)
    }
}
