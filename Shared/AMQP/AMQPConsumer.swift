// SPDX-License-Identifier: Apache-2.0
package import Logging
import ServiceLifecycle
import Synchronization

/// Consumes queues over a connection of its own that comes back by itself, each subscription on its own channel.
///
/// Where a queue is missing, is deleted or may not be read, that subscription alone is retried with back-off, and the
/// consumer is not available until all of them work, but for those that only count.
package final class AMQPConsumer: Service, Sendable {
    private let address: AMQPAddress
    private let name: String
    private let subscriptions: [AMQPSubscription]
    private let limits: AMQPConsumerLimits
    private let logger: Logger
    private let readiness = Readiness()
    private let names = SharedNames()
    private let mailbox = Mailbox<[SettledDelivery]>([])
    private let hasRun = Atomic(false)

    /// - Parameters:
    ///   - name: what the broker's tools show the connection as.
    package init(
        address: AMQPAddress, name: String, subscriptions: [AMQPSubscription],
        limits: AMQPConsumerLimits = AMQPConsumerLimits(), logger: Logger
    ) {
        self.address = address
        self.name = name
        self.subscriptions = subscriptions
        self.limits = limits
        self.logger = logger
    }

    package var availability: AMQPAvailability { readiness.availability }

    /// The actual names of the queues in the order of the subscriptions while all are consumed; empty otherwise.
    package var queueNames: [String] { names.current }

    /// Waits until all subscriptions are consumed.
    ///
    /// - Returns: whether that was so in time; false also if the task is cancelled.
    package func becomesAvailable(within limit: Duration) async -> Bool {
        await readiness.becomesReady(within: limit)
    }

    /// Connects, declares and consumes, again after every loss, until a graceful shutdown or the task's cancellation.
    ///
    /// A graceful shutdown takes no more deliveries, lets handlers in flight finish, settles and closes. After
    /// cancellation, or when the shutdown's time is up, handlers are cancelled; what they did not settle is delivered
    /// again.
    /// - Throws: ``AMQPFailure`` with code `misuse` if it runs or ran already, with code `library` if the process has no
    ///   descriptor left.
    package func run() async throws {
        guard !hasRun.exchange(true, ordering: .relaxed) else {
            throw AMQPFailure(.misuse, "a consumer runs once")
        }
        guard mailbox.bell.descriptor >= 0 else { throw AMQPFailure(.library, "no descriptor left") }
        let (address, name, subscriptions, limits, logger) = (address, name, subscriptions, limits, logger)
        let (mailbox, readiness, names) = (mailbox, readiness, names)
        await withTaskCancellationOrGracefulShutdown(stopping: mailbox) {
            await ConnectionThread<ConsumerRole>.run(named: name) {
                let role = ConsumerRole(
                    subscriptions, mailbox: mailbox, readiness: readiness, queueNames: names, limits: limits,
                    logger: logger)
                let thread = ConnectionThread(
                    role, address: address, name: name, heartbeat: limits.heartbeat,
                    connectTimeout: limits.connectTimeout, frameBytes: limits.frameBytes, logger: logger)
                thread.run()
            }
        }
    }
}
