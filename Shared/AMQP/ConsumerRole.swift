// SPDX-License-Identifier: Apache-2.0
import Logging
import Synchronization

/// The consuming connection's work, on its thread: keeps every subscription's channel open, hands deliveries out and
/// settles them.
final class ConsumerRole: ConnectionRole {
    let mailbox: Mailbox<[SettledDelivery]>
    private let readiness: Readiness
    private let queueNames: SharedNames
    private let limits: AMQPConsumerLimits
    let logger: Logger
    let channels: [ConsumerChannel]
    private var settlements: [SettledDelivery] = []
    private var stopDeadline: ContinuousClock.Instant?
    private var isReady = false

    init(
        _ subscriptions: [AMQPSubscription], mailbox: Mailbox<[SettledDelivery]>, readiness: Readiness,
        queueNames: SharedNames, limits: AMQPConsumerLimits, logger: Logger
    ) {
        self.mailbox = mailbox
        self.readiness = readiness
        self.queueNames = queueNames
        self.limits = limits
        self.logger = logger
        channels = subscriptions.enumerated().map { index, subscription in
            ConsumerChannel(subscription, index: index, mailbox: mailbox, limits: limits, now: .now)
        }
    }

    func opened(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) {}

    func turn(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) -> Turn {
        let stop = takeMail()
        try sendSettlements(connection)
        for channel in channels {
            if let command = try channel.life.due(at: now) {
                if command == .open { channel.startOver() }
                try connection.send(command, on: channel.number)
            }
        }
        announce()
        if stop != .no, try finishes(stop, connection, at: now) { return .finish }
        let deadlines = channels.compactMap(\.life.nextDeadline) + [stopDeadline].compactMap(\.self)
        return .sleep(until: deadlines.min(), forWriting: false)
    }

    func closed(at now: ContinuousClock.Instant) {
        for channel in channels {
            channel.life.connectionLost(at: now)
            channel.startOver()
        }
        announce()
    }

    func turnWithoutConnection(at now: ContinuousClock.Instant) -> Turn {
        let stop = takeMail()
        guard stop != .no else { return .again }
        return isTimeUp(stop, at: now) || runningHandlers == 0
            ? .finish : .sleep(until: stopDeadline, forWriting: false)
    }

    /// Says whether all subscriptions that consume do so, and from which queues.
    private func announce() {
        let isReadyNow = channels.allSatisfy { $0.life.isConsuming || $0.life.isCounting }
        guard isReadyNow != isReady else { return }
        isReady = isReadyNow
        queueNames.set(isReadyNow ? channels.filter(\.life.isConsuming).compactMap(\.life.queueName) : [])
        readiness.set(isReadyNow ? .ready : .disconnected)
    }

    // MARK: - Settling

    private func takeMail() -> Mailbox<[SettledDelivery]>.Stop {
        let stop = mailbox.take { content, stop in
            swap(&content, &settlements)
            return stop
        }
        for settled in settlements {
            channels[settled.subscription].settle(settled)
        }
        settlements.removeAll(keepingCapacity: true)
        return stop
    }

    private func sendSettlements(_ connection: Connection) throws(AMQPFailure) {
        for channel in channels {
            let commands = channel.flush()
            if commands.count > 1 {
                try connection.gathering { () throws(AMQPFailure) in
                    for command in commands { try connection.settle(command, on: channel.number) }
                }
            } else if let command = commands.first {
                try connection.settle(command, on: channel.number)
            }
        }
    }

    // MARK: - Stopping

    private var runningHandlers: Int {
        channels.reduce(0) { $0 + $1.runningHandlers }
    }

    /// Takes one step towards the end: no more deliveries, then no more handlers.
    private func finishes(
        _ stop: Mailbox<[SettledDelivery]>.Stop, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) -> Bool {
        for channel in channels {
            if let command = channel.life.stop(at: now) {
                try connection.send(command, on: channel.number)
            }
            channel.dropHeld()
        }
        if isTimeUp(stop, at: now) { return true }
        return runningHandlers == 0 && channels.allSatisfy { $0.life.phase == .stopped }
    }

    /// Whether handlers have had their time; those still running are cancelled then.
    private func isTimeUp(_ stop: Mailbox<[SettledDelivery]>.Stop, at now: ContinuousClock.Instant) -> Bool {
        let limit = stop == .now ? min(limits.shutdownTimeout, .seconds(1)) : limits.shutdownTimeout
        let end = min(stopDeadline ?? now + limit, now + limit)
        stopDeadline = end
        guard stop != .now, now < end else {
            channels.forEach { $0.cancelHandlers() }
            return now >= end
        }
        return false
    }
}
