// SPDX-License-Identifier: Apache-2.0
package import AMQP
package import Contract
import Failpoints
package import Logging
package import Observability
import Time

/// Answers the requests of one service: decodes each item, calls the operation's handler, publishes the reply.
///
/// Every operation of the contract needs exactly one handler; ``verify()`` throws otherwise. A message that can't be
/// decoded gets an error reply and is dropped, never dead-lettered: it may hold personal data.
package struct RequestServer: Sendable {
    typealias Handler = @Sendable (RequestItem, Deadline) async throws -> Answer

    struct Registration: Sendable {
        let callers: Set<String>
        let handler: Handler
        let metrics: OperationMetrics
    }

    private let contract: ServiceContract
    private let packer: Packer
    private let failureKind: @Sendable (any Error) -> FailureKind?
    private let tracer: Tracer?
    private let logger: Logger
    private var registrations: [String: Registration] = [:]

    /// - Parameters:
    ///   - failureKind: tells the failures of the service's own resources (a database that is away) from faults.
    ///   - tracer: records what handlers take, nil where no spans are wanted.
    package init(
        _ contract: ServiceContract, publisher: AMQPPublisher,
        failureKind: @escaping @Sendable (any Error) -> FailureKind?, tracer: Tracer? = nil, logger: Logger
    ) {
        self.contract = contract
        let user = contract.service.brokerUser
        packer = Packer(publisher, exchange: BrokerNames.replies, mandatory: false) { body, items in
            AMQPMessage(body: body, contentType: "application/json", correlationID: items.first?.id, userID: user)
        } undelivered: { _ in
            // A reply that can't be sent is the asker's to miss: its deadline ends the wait.
        }
        self.failureKind = failureKind
        self.tracer = tracer
        // All of them are there before the first is counted.
        _ = HandlingMetrics.process
        self.logger = logger
    }

    mutating func register(_ name: String, callers: [ServiceName], handler: @escaping Handler) {
        precondition(registrations[name] == nil, "two handlers for \(name)")
        registrations[name] = Registration(
            callers: Set(callers.map(\.brokerUser)), handler: handler, metrics: OperationMetrics(name))
    }

    /// - Throws: ``MissingHandler`` for an operation of the contract without one.
    package func verify() throws {
        for operation in contract.operations where registrations[operation.name] == nil {
            throw MissingHandler(operation: operation.name)
        }
    }

    /// The queues to consume: public and private requests, each with workers of its own.
    package func subscriptions(prefetch: Int = 64) -> [AMQPSubscription] {
        let service = contract.service
        return [(service.requestQueue, service.publicKey), (service.privateQueue, service.privateKey)].map {
            queue, key in
            .handled(
                queue: .transient(queue, exchange: BrokerNames.requests, routingKeys: [key]), prefetch: prefetch
            ) { await handle($0.message) }
        }
    }

    private func handle(_ message: AMQPMessage) async -> AMQPSettlement {
        guard let replyTo = message.replyTo else {
            HandlingMetrics.process.withoutReplyQueue.increment()
            logger.warning("request without reply queue dropped", metadata: ["user": "\(message.userID ?? "none")"])
            return .acknowledge
        }
        do {
            let items = try RequestEnvelope.decode(message.body)
            Failpoint.requestReceived.pass()
            // One after the other would make each wait for all before it; a single one needs no task of its own.
            await withTaskGroup(of: Void.self) { group in
                for item in items.dropFirst() {
                    group.addTask { await self.answer(item, user: message.userID, to: replyTo) }
                }
                if let first = items.first {
                    await answer(first, user: message.userID, to: replyTo)
                }
            }
        } catch {
            HandlingMetrics.process.undecodable.increment()
            logger.warning(
                "undecodable request dropped",
                metadata: ["user": "\(message.userID ?? "none")", "reason": "\(error.reason)"])
            let refusal = ReplyItem(id: message.messageID ?? "", outcome: .refused(Refusal(.malformedBody)))
            reply(refusal, to: replyTo)
        }
        return .acknowledge
    }

    private func answer(_ item: RequestItem, user: String?, to replyTo: String) async {
        let outcome = await outcome(of: item, user: user)
        Failpoint.requestBeforeReply.pass()
        reply(ReplyItem(id: item.id, outcome: outcome), to: replyTo)
        Failpoint.requestAfterReply.pass()
    }

    private func reply(_ item: ReplyItem, to replyTo: String) {
        packer.add(Packer.Item(id: item.id, bytes: ReplyEnvelope.element(item)), for: replyTo)
    }

    func outcome(of item: RequestItem, user: String?) async -> RequestOutcome {
        guard let registration = registrations[item.operation] else {
            HandlingMetrics.process.unknownOperation.increment()
            logger(for: item).warning("unknown operation")
            return .refused(Refusal(.notFound))
        }
        guard let user, registration.callers.contains(user) else {
            HandlingMetrics.process.forbiddenUser.increment()
            logger(for: item).warning("operation not open to this user", metadata: ["user": "\(user ?? "none")"])
            return .refused(Refusal(.forbidden))
        }
        let begin = ContinuousClock.now
        if let sent = item.sent {
            registration.metrics.wait.record(Instant.now() - Instant(microseconds: sent))
        }
        var item = item
        let span = tracer?.begin(item.operation, .server, after: item.trace)
        if let span { item.trace = span.traceparent }
        let outcome = await outcome(of: item, registration.handler)
        registration.metrics.count(outcome, since: begin)
        span?.end(isError: outcome.isFailure)
        return outcome
    }

    private func outcome(of item: RequestItem, _ handler: Handler) async -> RequestOutcome {
        let deadline = Deadline(millisecondsSinceEpoch: item.deadline)
        guard !deadline.hasPassed else { return .failed(.late) }
        do {
            return .answered(try await handler(item, deadline))
        } catch let refusal as Refusal {
            logger(for: item).debug("refused", metadata: ["code": "\(refusal.type.slug)"])
            return .refused(refusal)
        } catch let failure as RequestFailure {
            logger(for: item).warning("neighbour failed", metadata: ["kind": "\(failure.kind.rawValue)"])
            return .failed(failure.kind)
        } catch {
            let kind = failureKind(error) ?? .fault
            logger(for: item).log(level: kind == .fault ? .error : .warning, "failed", metadata: ["error": "\(error)"])
            return .failed(kind)
        }
    }

    /// Made only where something is logged: most requests log nothing.
    private func logger(for item: RequestItem) -> Logger {
        var logger = logger
        logger[metadataKey: "operation"] = "\(item.operation)"
        logger[metadataKey: "request"] = "\(item.id)"
        logger[metadataKey: "trace"] = TraceContext.traceID(in: item.trace).map { "\($0)" }
        return logger
    }
}

/// An operation is declared in the contract but nobody handles it.
package struct MissingHandler: Error, CustomStringConvertible {
    package let operation: String

    package var description: String {
        "no handler for \(operation)"
    }
}
