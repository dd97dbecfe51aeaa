// SPDX-License-Identifier: Apache-2.0

/// One subscription's way through opening, consuming, losing its queue and trying again. Without sockets: what happens
/// goes in, what to send comes out.
struct SubscriptionChannel {
    enum Phase: Equatable {
        /// Not open; to be opened at this time.
        case waiting(until: ContinuousClock.Instant)
        /// The broker owes an answer by this time.
        case settingUp(deadline: ContinuousClock.Instant)
        case consuming(since: ContinuousClock.Instant)
        /// Closed by us because the broker stopped the consumer; it owes the answer by this time.
        case closing(deadline: ContinuousClock.Instant)
        /// Stopping for good; the broker owes the answer by this time.
        case cancelling(deadline: ContinuousClock.Instant)
        case stopped
    }

    /// How long a consumer must have worked for the next attempt to come at once.
    static let stable = Duration.seconds(5)

    let queue: AMQPSubscription.Queue
    let prefetch: UInt16?
    private let patience: Duration
    private(set) var phase: Phase
    /// The queue's actual name, from the time it is set up.
    private(set) var queueName: String?
    private var setup: ChannelSetup?
    private var backOff = BackOff()
    private var hadWorked = false

    /// - Parameter patience: how long the broker may take for one answer.
    init(_ queue: AMQPSubscription.Queue, prefetch: UInt16?, patience: Duration, now: ContinuousClock.Instant) {
        self.queue = queue
        self.prefetch = prefetch
        self.patience = patience
        phase = .waiting(until: now)
    }

    /// When ``due(at:)`` wants to be called next.
    var nextDeadline: ContinuousClock.Instant? {
        switch phase {
        case .waiting(let instant), .settingUp(let instant), .closing(let instant), .cancelling(let instant): instant
        case .consuming, .stopped: nil
        }
    }

    /// Does what is due by the clock.
    ///
    /// - Returns: the command to send, if any.
    /// - Throws: ``AMQPFailure`` with code `timeout` if the broker did not answer in time; the connection is no good.
    mutating func due(at now: ContinuousClock.Instant) throws(AMQPFailure) -> ChannelCommand? {
        switch phase {
        case .waiting(let instant):
            guard instant <= now else { return nil }
            let name = nameForNextAttempt()
            let setup = ChannelSetup(consuming: queue, named: name, prefetch: prefetch)
            queueName = name
            self.setup = setup
            phase = .settingUp(deadline: now + patience)
            return setup.current
        case .settingUp(let deadline), .closing(let deadline), .cancelling(let deadline):
            guard deadline > now else { throw AMQPFailure(.timeout, "the broker did not answer on a channel") }
            return nil
        case .consuming, .stopped:
            return nil
        }
    }

    /// Takes the broker's answer to the last command.
    ///
    /// - Returns: the command to send next, if any.
    /// - Throws: ``AMQPFailure`` with code `protocolViolation` if nothing of the kind was asked.
    mutating func answered(
        _ reply: ChannelReply, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) -> ChannelCommand? {
        switch phase {
        case .settingUp:
            switch try setup?.answered(reply) {
            case .next(let command):
                phase = .settingUp(deadline: now + patience)
                return command
            case .complete, nil:
                if isCounting {
                    retry(afterWorking: true, at: now)
                } else {
                    phase = .consuming(since: now)
                }
                return nil
            }
        case .closing:
            // Answers to what was sent before the close may still come.
            guard reply == .closed else { return nil }
            retry(afterWorking: hadWorked, at: now)
            return nil
        case .cancelling:
            phase = .stopped
            return nil
        case .stopped:
            return nil
        case .waiting, .consuming:
            throw AMQPFailure(.protocolViolation, "the broker answered \(reply), which was not asked")
        }
    }

    /// The broker stopped the consumer, for example because its queue was deleted. Deliveries of this channel can't be
    /// settled in an orderly way any more, so it is closed and opened anew.
    mutating func cancelledByBroker(at now: ContinuousClock.Instant) -> ChannelCommand? {
        switch phase {
        case .consuming(let since):
            hadWorked = since.duration(to: now) >= Self.stable
            phase = .closing(deadline: now + patience)
            return .close
        case .settingUp:
            hadWorked = false
            phase = .closing(deadline: now + patience)
            return .close
        case .cancelling:
            phase = .stopped
            return nil
        case .waiting, .closing, .stopped:
            return nil
        }
    }

    /// The broker closed the channel; its answer is owed.
    mutating func closedByBroker(at now: ContinuousClock.Instant) -> ChannelCommand {
        switch phase {
        case .consuming(let since):
            retry(afterWorking: since.duration(to: now) >= Self.stable, at: now)
        case .settingUp, .closing, .waiting:
            retry(afterWorking: false, at: now)
        case .cancelling, .stopped:
            phase = .stopped
        }
        return .confirmClose
    }

    /// The connection is gone; a new one starts at once.
    mutating func connectionLost(at now: ContinuousClock.Instant) {
        setup = nil
        queueName = nil
        switch phase {
        case .cancelling, .stopped: phase = .stopped
        case .waiting, .settingUp, .consuming, .closing: phase = .waiting(until: now)
        }
    }

    /// Stops for good.
    ///
    /// - Returns: the command to send, if any.
    mutating func stop(at now: ContinuousClock.Instant) -> ChannelCommand? {
        switch phase {
        case .consuming:
            phase = .cancelling(deadline: now + patience)
            return .cancel
        case .cancelling, .stopped:
            return nil
        case .waiting, .settingUp, .closing:
            phase = .stopped
            return nil
        }
    }

    var isConsuming: Bool {
        if case .consuming = phase { true } else { false }
    }

    /// Whether it never consumes, but counts now and then.
    var isCounting: Bool { queue.countingInterval != nil }

    private mutating func retry(afterWorking worked: Bool, at now: ContinuousClock.Instant) {
        setup = nil
        queueName = nil
        if let interval = queue.countingInterval {
            phase = .waiting(until: now + interval)
        } else {
            phase = .waiting(until: now + backOff.delay(afterWorking: worked))
        }
    }

    private func nameForNextAttempt() -> String {
        switch queue {
        case .existing(let name), .transient(let name, _, _), .counted(let name, _):
            name
        case .exclusive(let prefix, _):
            prefix + Self.randomHex() + Self.randomHex()
        }
    }

    private static func randomHex() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
