// SPDX-License-Identifier: Apache-2.0
package import Logging
import Observability
import ServiceLifecycle
import Synchronization

/// Publishes messages with confirms over a connection of its own that comes back by itself.
///
/// Messages go out in the order in which they were handed in. Everything is bounded by ``AMQPPublisherLimits``; what
/// can't be sent now is refused at once.
package final class AMQPPublisher: Service, Sendable {
    private let address: AMQPAddress
    private let name: String
    private let limits: AMQPPublisherLimits
    private let logger: Logger
    private let readiness = Readiness()
    private let mailbox: Mailbox<PublisherIntake>
    private let hasRun = Atomic(false)

    /// - Parameters:
    ///   - name: what the broker's tools show the connection as.
    package init(
        address: AMQPAddress, name: String, limits: AMQPPublisherLimits = AMQPPublisherLimits(), logger: Logger
    ) {
        self.address = address
        self.name = name
        self.limits = limits
        self.logger = logger
        mailbox = Mailbox(PublisherIntake(limits: limits))
    }

    /// Hands a message in; never blocks.
    ///
    /// - Parameters:
    ///   - mandatory: whether to have the message returned if no queue is bound for it.
    ///   - outcome: called exactly once, perhaps before this returns, perhaps on the connection's thread; must be cheap
    ///     and must not block.
    package func publish(
        _ message: AMQPMessage, to exchange: String, routingKey: String, mandatory: Bool,
        outcome: @escaping @Sendable (PublishOutcome) -> Void
    ) {
        let item = PublisherIntake.Item(
            bytes: message.body.count, compose: { message }, exchange: exchange, routingKey: routingKey,
            mandatory: mandatory, outcome: outcome)
        hand(in: item)
    }

    /// Hands a message in that is made when its turn to be sent has come, so that it can take along what came meanwhile.
    /// Its bytes are not counted against the limit; its maker has to bound them. Never blocks.
    ///
    /// - Parameters:
    ///   - compose: called at most once, on the connection's thread; must be cheap and must not block. nil withdraws the
    ///     message: its outcome is that of a connection that is not there.
    ///   - outcome: as in ``publish(_:to:routingKey:mandatory:outcome:)``; where ``compose`` was called, after it.
    package func publish(
        to exchange: String, routingKey: String, mandatory: Bool,
        composing compose: @escaping @Sendable () -> AMQPMessage?,
        outcome: @escaping @Sendable (PublishOutcome) -> Void
    ) {
        hand(
            in: PublisherIntake.Item(
                bytes: 0, compose: compose, exchange: exchange, routingKey: routingKey, mandatory: mandatory,
                outcome: outcome))
    }

    private func hand(in item: PublisherIntake.Item) {
        let refusal = mailbox.post { intake in
            let refusal = intake.accept(item)
            return (refusal == nil, refusal)
        }
        if let refusal {
            AMQPMetrics.process.count(.unavailable(refusal))
            item.outcome(.unavailable(refusal))
        }
    }

    /// Hands a message in and waits for what becomes of it, at most about the confirm timeout.
    ///
    /// Cancelling the task does not shorten the wait: the message is on its way.
    package func publish(
        _ message: AMQPMessage, to exchange: String, routingKey: String, mandatory: Bool
    ) async -> PublishOutcome {
        await withCheckedContinuation { continuation in
            publish(message, to: exchange, routingKey: routingKey, mandatory: mandatory) { outcome in
                continuation.resume(returning: outcome)
            }
        }
    }

    package var availability: AMQPAvailability { readiness.availability }

    /// Waits until it is ready.
    ///
    /// - Returns: whether it became ready in time; false also if the task is cancelled.
    package func becomesAvailable(within limit: Duration) async -> Bool {
        await readiness.becomesReady(within: limit)
    }

    /// Connects, and connects again after every loss, until a graceful shutdown or the task's cancellation.
    ///
    /// A graceful shutdown sends what was accepted and what the outcomes hand in (a packer's rest), waits for all
    /// confirms and closes.
    /// - Throws: ``AMQPFailure`` with code `misuse` if it runs or ran already, with code `library` if the process has no
    ///   descriptor left.
    package func run() async throws {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw AMQPFailure(.misuse, "a publisher runs once")
        }
        guard mailbox.bell.descriptor >= 0 else { throw AMQPFailure(.library, "no descriptor left") }
        let (address, name, limits, logger) = (address, name, limits, logger)
        let (mailbox, readiness) = (mailbox, readiness)
        await withTaskCancellationOrGracefulShutdown(stopping: mailbox) {
            await ConnectionThread<PublisherRole>.run(named: name) {
                let role = PublisherRole(mailbox: mailbox, readiness: readiness, limits: limits, logger: logger)
                let thread = ConnectionThread(
                    role, address: address, name: name, heartbeat: limits.heartbeat,
                    connectTimeout: limits.connectTimeout, frameBytes: limits.frameBytes, logger: logger)
                thread.run()
            }
        }
    }
}
