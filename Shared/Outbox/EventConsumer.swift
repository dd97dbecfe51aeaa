// SPDX-License-Identifier: Apache-2.0
package import AMQP
package import Contract
import Failpoints
package import Logging
package import Messaging
package import Observability
package import Time

/// One event as a reaction gets it.
package struct ReceivedEvent<Payload: Codable & Sendable>: Sendable {
    /// The deduplication key, for ``Inbox``.
    package let id: String
    package let subject: String
    package let application: String
    /// Rises per source and subject; older state must not replace newer.
    package let sequence: Int
    package let time: Instant
    package let trace: String?
    package let data: Payload
    /// A bound for the reaction's database work; past it the message is tried again.
    package let deadline: Deadline
    package let logger: Logger

    package init(
        id: String, subject: String, application: String, sequence: Int, time: Instant, trace: String?, data: Payload,
        deadline: Deadline, logger: Logger
    ) {
        self.id = id
        self.subject = subject
        self.application = application
        self.sequence = sequence
        self.time = time
        self.trace = trace
        self.data = data
        self.deadline = deadline
        self.logger = logger
    }
}

/// Consumes the service's event queue: decodes, calls the reaction, settles.
///
/// A message that can't be decoded is parked at once with its reason. A database or neighbour that is away is no fault
/// of the message: it is kept and tried again here. Anything else goes back to the queue after a pause in this process
/// (a retry queue would reset the broker's count), until the delivery limit parks it.
package struct EventConsumer: Sendable {
    /// What a reaction is registered for: a routing key means something only on its exchange.
    private struct Source: Hashable {
        let exchange: String
        let key: String
    }

    private struct Reaction: Sendable {
        /// The only broker user whose messages count as this event; nil where the exchange itself is the proof.
        let publisher: String?
        let metrics: EventMetrics
        let span: String
        let run: @Sendable (_ message: AMQPMessage, _ trace: String?, _ logger: Logger) async throws -> Void
    }

    private let contract: ServiceContract
    private let publisher: AMQPPublisher
    private let isUnavailable: @Sendable (any Error) -> Bool
    private let tracer: Tracer?
    private let logger: Logger
    private var reactions: [Source: Reaction] = [:]

    private static let handlingTime = Duration.seconds(10)
    private static let prefetch = 16
    private static let countingInterval = Duration.seconds(5)

    package init(
        _ contract: ServiceContract, publisher: AMQPPublisher, isUnavailable: @escaping @Sendable (any Error) -> Bool,
        tracer: Tracer? = nil, logger: Logger
    ) {
        self.contract = contract
        self.publisher = publisher
        self.isUnavailable = isUnavailable
        self.tracer = tracer
        // All of them are there before the first is counted.
        _ = ParkingReason.parked
        self.logger = logger
    }

    /// Registers the reaction to one event.
    package mutating func on<Payload>(
        _ type: EventType<Payload>, _ react: @escaping @Sendable (ReceivedEvent<Payload>) async throws -> Void
    ) {
        let source = Source(exchange: BrokerNames.events, key: type.name)
        let metrics = EventMetrics(type.name)
        reactions[source] = Reaction(
            publisher: type.publisher.brokerUser, metrics: metrics, span: "process \(type.name)"
        ) { message, trace, logger in
            let (event, data) = try CloudEvent.decode(message.body, as: Payload.self)
            metrics.lag.record(Instant.now() - event.time)
            try await react(
                ReceivedEvent(
                    id: event.id, subject: event.subject, application: event.application, sequence: event.sequence,
                    time: event.time, trace: trace, data: data, deadline: Deadline(in: Self.handlingTime),
                    logger: logger))
        }
    }

    /// Registers the reaction to one message of the video platform, which ``ServiceContract/inbound`` has to name.
    package mutating func onInbound<Payload>(
        _ type: InboundType<Payload>, _ react: @escaping @Sendable (InboundEvent<Payload>) async throws -> Void
    ) {
        reactions[Source(exchange: BrokerNames.inbound, key: type.name)] = Reaction(
            publisher: nil, metrics: EventMetrics(type.name), span: "process \(type.name)"
        ) { message, trace, logger in
            try await react(
                InboundEvent(message, trace: trace, deadline: Deadline(in: Self.handlingTime), logger: logger))
        }
    }

    /// The event queue, read; and how much waits there and among the dead letters, for the metrics.
    package var subscriptions: [AMQPSubscription] {
        let (service, metrics) = (contract.service, OutboxMetrics.process)
        return [
            .handled(queue: .existing(service.eventQueue), prefetch: Self.prefetch) { await handle($0) },
            .counted(queue: service.eventQueue, every: Self.countingInterval) { metrics.waiting.set(Double($0)) },
            .counted(queue: service.deadQueue, every: Self.countingInterval) { metrics.deadLetters.set(Double($0)) },
        ]
    }

    func handle(_ delivery: AMQPDelivery) async -> AMQPSettlement {
        var logger = logger
        logger[metadataKey: "event"] = "\(delivery.message.messageID ?? "none")"
        let origin = MessageOrigin(delivery, to: contract.service)
        logger[metadataKey: "type"] = "\(origin.key)"
        // Nothing first comes by this exchange: what seems to has not been put back by the operator.
        guard origin.exchange != BrokerNames.dead else {
            let words =
                origin.user == BrokerNames.operatorUser
                ? "it was put back without how it first came" : "user-id is not \(BrokerNames.operatorUser)"
            logger.error("event parked", metadata: ["reason": "\(words)"])
            return await park(delivery, .wrongPublisher, words)
        }
        // Bound by pattern, so a newer publisher may send what we don't know yet.
        guard let reaction = reactions[Source(exchange: origin.exchange, key: origin.key)] else {
            OutboxMetrics.process.ignored.increment()
            return .acknowledge
        }
        if let publisher = reaction.publisher, origin.user != publisher {
            logger.error("event parked", metadata: ["reason": "its user is not the publisher"])
            return await park(delivery, .wrongPublisher, "user-id is not \(publisher)")
        }
        let cause = Self.trace(of: delivery.message, isInbound: reaction.publisher == nil)
        let span = tracer?.begin(reaction.span, .consumer, after: cause)
        let trace = span?.traceparent ?? cause
        logger[metadataKey: "trace"] = TraceContext.traceID(in: trace).map { "\($0)" }
        let begin = ContinuousClock.now
        let (settlement, isDone) = await settle(delivery, reaction, trace, logger)
        reaction.metrics.duration.record(since: begin)
        span?.end(isError: !isDone)
        return settlement
    }

    /// Calls the reaction until it is done, or parks the message, or gives it back.
    private func settle(
        _ delivery: AMQPDelivery, _ reaction: Reaction, _ trace: String?, _ logger: Logger
    ) async -> (AMQPSettlement, isDone: Bool) {
        var pause = Duration.milliseconds(100)
        while true {
            do {
                Failpoint.eventReceived.pass()
                try await reaction.run(delivery.message, trace, logger)
                Failpoint.eventBeforeAck.pass()
                reaction.metrics.done.increment()
                return (.acknowledge, true)
            } catch let failure as UndecodableEvent {
                logger.error("event parked", metadata: ["reason": "\(failure.reason)"])
                return (await park(delivery, .undecodable, failure.reason), false)
            } catch  where isUnavailable(error) && !Task.isCancelled {
                reaction.metrics.waits.increment()
                logger.warning("event waits", metadata: ["error": "\(error)"])
            } catch {
                reaction.metrics.failures.increment()
                if delivery.deliveryCount >= BrokerNames.deliveryLimit {
                    ParkingReason.deliveryLimit.count()
                }
                logger.error(
                    "event failed", metadata: ["error": "\(error)", "deliveries": "\(delivery.deliveryCount + 1)"])
                try? await Task.sleep(for: Self.requeuePause(after: delivery.deliveryCount))
                return (.requeue, false)
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(2))
        }
    }

    /// That of the event's document, or of the message's own headers. What the platform tells of without a trace begins
    /// one.
    private static func trace(of message: AMQPMessage, isInbound: Bool) -> String? {
        var trace = CloudEvent.traceparent(in: message.body)
        guard isInbound else { return trace }
        if trace == nil, case .string(let header)? = message.headers["traceparent"] {
            trace = header
        }
        return (trace.flatMap { TraceContext($0) } ?? TraceContext()).traceparent
    }

    private static func requeuePause(after deliveries: Int) -> Duration {
        min(.milliseconds(50) * Int(1 << min(max(deliveries, 0), 6)), .seconds(2))
    }

    private func park(_ delivery: AMQPDelivery, _ reason: ParkingReason, _ words: String) async -> AMQPSettlement {
        Failpoint.poisonBeforePark.pass()
        let outcome = await publisher.publish(
            DeadLetter.message(for: delivery, reason: words, by: contract.service), to: BrokerNames.dead,
            routingKey: contract.service.deadKey, mandatory: true)
        if outcome == .confirmed {
            Failpoint.poisonAfterPark.pass()
            reason.count()
            return .acknowledge
        }
        logger.error("dead letter not confirmed", metadata: ["outcome": "\(outcome)"])
        try? await Task.sleep(for: Self.requeuePause(after: delivery.deliveryCount))
        return .requeue
    }
}
