// SPDX-License-Identifier: Apache-2.0
package import AMQP
package import Contract
import Failpoints
package import Logging
package import Observability
import ServiceLifecycle
import Synchronization
import Time

/// Asks other services: publishes a request to their queue and waits for the reply on an exclusive queue of its own.
///
/// A request ends at its deadline at the latest. A full queue, a missing service, a blocked or absent broker end it at
/// once as `unavailable`. Its own connection consumes the replies, so a blocked publisher doesn't stop them
/// (native-clients.md M6).
package final class RequestClient: Service {
    private let publisher: AMQPPublisher
    private let replies: AMQPConsumer
    private let pending: PendingRequests
    private let packer: Packer
    /// Records what private questions take, nil where no spans are wanted.
    let tracer: Tracer?

    /// - Parameters:
    ///   - publisher: run by the caller.
    ///   - user: our broker user, checked by the broker against the `user-id` of what we write.
    ///   - limit: requests that may wait for one service at a time; more are refused as unavailable, and earlier while
    ///     it takes longer than a second for each.
    package init(
        address: AMQPAddress, publisher: AMQPPublisher, user: String, limit: Int = 1024,
        tracer: Tracer? = nil, logger: Logger
    ) {
        let pending = PendingRequests(limit: limit)
        self.publisher = publisher
        self.pending = pending
        self.tracer = tracer
        // All of them are there before the first is counted.
        _ = RequestMetrics.process
        MetricRegistry.process.observe(
            "appointments_requests_waiting", "Requests that wait for a service's answer."
        ) { [weak pending] in Double(pending?.count ?? 0) }
        let replies = AMQPConsumer(
            address: address, name: "\(user) replies",
            subscriptions: [
                .received(queue: .exclusive(prefix: BrokerNames.replyQueuePrefix, exchange: BrokerNames.replies)) {
                    delivery in
                    guard let items = try? ReplyEnvelope.decode(delivery.message.body) else {
                        RequestMetrics.process.undecodableReplies.increment()
                        logger.error("undecodable reply", metadata: ["user": "\(delivery.message.userID ?? "")"])
                        return
                    }
                    Failpoint.replyReceived.pass()
                    for item in items {
                        pending.end(item.id, with: item.outcome, by: delivery.message.userID ?? "")
                    }
                }
            ], logger: logger)
        self.replies = replies
        packer = Packer(publisher, exchange: BrokerNames.requests, mandatory: true) { body, items in
            guard let replyQueue = replies.queueNames.first, let first = items.first else { return nil }
            let remaining = items.compactMap(\.deadline?.remaining).max() ?? .zero
            return AMQPMessage(
                body: body, contentType: "application/json", correlationID: first.id, messageID: first.id,
                replyTo: replyQueue, userID: user, expiration: max(remaining, .milliseconds(1)))
        } undelivered: { item in
            RequestMetrics.process.undelivered.increment()
            pending.end(item.id, with: .failed(.unavailable))
        }
    }

    /// Whether a request could be sent and answered right now.
    package var isReady: Bool {
        publisher.availability == .ready && replies.availability == .ready
    }

    /// Waits until requests can be sent and answered.
    ///
    /// - Returns: whether that was so in time; false also if the task is cancelled.
    package func becomesReady(within limit: Duration) async -> Bool {
        let end = Deadline(in: limit)
        guard await publisher.becomesAvailable(within: end.remaining) else { return false }
        return await replies.becomesAvailable(within: end.remaining)
    }

    /// Whether a request to that service would be sent right now; for refusing it before work is spent on it.
    package func admits(_ service: ServiceName) -> Bool {
        isReady && pending.hasRoom(for: service.brokerUser)
    }

    /// Consumes replies and ends what is past its deadline, until graceful shutdown.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.replies.run() }
            group.addTask { await self.expireLateRequests() }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Sends one request to a service's public or private queue and waits for its outcome.
    package func ask(
        _ service: ServiceName, key: String, _ item: RequestItem, kind: OperationKind, until deadline: Deadline
    ) async -> RequestOutcome {
        guard isReady else {
            RequestMetrics.process.refusedNotReady.increment()
            return .failed(.unavailable)
        }
        var item = item
        item.sent = Instant.now().microseconds
        let element = RequestEnvelope.element(item)
        let id = item.id
        return await withCheckedContinuation { continuation in
            let inserted = pending.insert(
                id, until: deadline, answerer: service.brokerUser, kind: kind,
                resume: { continuation.resume(returning: $0) })
            guard inserted else {
                RequestMetrics.process.refusedFull.increment()
                return continuation.resume(returning: .failed(.unavailable))
            }
            Failpoint.requestSending.pass()
            packer.add(Packer.Item(id: id, bytes: element, deadline: deadline), for: key)
        }
    }

    /// A tick of 25 ms keeps the promise of 250 ms past a deadline with room to spare.
    private func expireLateRequests() async {
        while !Task.isCancelled {
            pending.expire(at: .now)
            try? await Task.sleep(for: .milliseconds(25))
        }
    }
}
