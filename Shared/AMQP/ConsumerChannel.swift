// SPDX-License-Identifier: Apache-2.0
import Logging
import Observability
import TaskThreads

/// One subscription's channel with its deliveries, on the connection's thread.
final class ConsumerChannel {
    /// A delivery that waits for its turn, because as many handlers as allowed still run for deliveries of a connection
    /// lost since.
    private struct Held {
        let tag: UInt64
        let delivery: AMQPDelivery
    }

    let number: UInt16
    private let index: Int
    private let receiver: AMQPSubscription.Receiver
    private let mailbox: Mailbox<[SettledDelivery]>
    private let bodyLimit: Int
    var life: SubscriptionChannel
    private var assembler: ContentAssembler<InboundFrame.DeliveryStart>
    private var window = SettlementWindow()
    private var generation: UInt64 = 0
    private var held: [Held] = []
    /// Handlers that run, of this and of former generations, to be cancelled when a shutdown's time is up.
    private var tasks: [UInt64: Task<Void, Never>] = [:]
    private var nextTask: UInt64 = 0

    init(
        _ subscription: AMQPSubscription, index: Int, mailbox: Mailbox<[SettledDelivery]>, limits: AMQPConsumerLimits,
        now: ContinuousClock.Instant
    ) {
        self.index = index
        number = UInt16(clamping: index + 1)
        receiver = subscription.receiver
        self.mailbox = mailbox
        bodyLimit = limits.bodyBytes
        let prefetch: UInt16? =
            switch subscription.receiver {
            case .handled(let prefetch, _): prefetch
            case .received, .counted: nil
            }
        // Nobody waits for a count: it may take as long as the connection itself may be silent.
        let patience = subscription.queue.countingInterval == nil ? limits.connectTimeout : limits.heartbeat * 2
        life = SubscriptionChannel(subscription.queue, prefetch: prefetch, patience: patience, now: now)
        assembler = ContentAssembler(bodyLimit: limits.bodyBytes)
    }

    var runningHandlers: Int { tasks.count }

    /// Forgets what belongs to the channel as it was; handlers still running are let run.
    func startOver() {
        generation += 1
        assembler = ContentAssembler(bodyLimit: bodyLimit)
        window = SettlementWindow()
        held = []
    }

    /// What to tell the broker about deliveries settled since.
    func flush() -> [SettlementWindow.Command] {
        window.flush()
    }

    func cancelHandlers() {
        for task in tasks.values {
            task.cancel()
        }
    }

    /// Takes no more deliveries from among those that wait.
    func dropHeld() {
        held = []
    }

    /// Takes note of how many messages wait in the queue.
    func counted(_ messages: Int) {
        if case .counted(let note) = receiver { note(messages) }
    }

    // MARK: - Deliveries

    func begin(_ start: InboundFrame.DeliveryStart) throws(AMQPFailure) {
        try assembler.begin(start)
    }

    func header(bodySize: UInt64, _ message: AMQPMessage) throws(AMQPFailure) {
        guard let (start, message) = try assembler.header(bodySize: bodySize, message: message) else { return }
        try deliver(message, start)
    }

    func body(_ piece: UnsafeRawBufferPointer) throws(AMQPFailure) {
        guard let (start, message) = try assembler.body(piece) else { return }
        try deliver(message, start)
    }

    private func deliver(_ message: AMQPMessage, _ start: InboundFrame.DeliveryStart) throws(AMQPFailure) {
        AMQPMetrics.process.deliveries.increment()
        if start.redelivered { AMQPMetrics.process.redeliveries.increment() }
        let delivery = AMQPDelivery(message, start)
        switch receiver {
        case .received(let receive):
            receive(delivery)
        case .counted:
            throw AMQPFailure(.protocolViolation, "a delivery on a channel that consumes nothing")
        case .handled(let prefetch, let handler):
            try window.delivered(start.tag)
            if tasks.count < Int(prefetch) {
                handle(delivery, tag: start.tag, handler)
            } else {
                held.append(Held(tag: start.tag, delivery: delivery))
            }
        }
    }

    private func handle(
        _ delivery: AMQPDelivery, tag: UInt64, _ handler: @escaping @Sendable (AMQPDelivery) async -> AMQPSettlement
    ) {
        nextTask += 1
        let (index, generation, task, mailbox) = (index, generation, nextTask, mailbox)
        // The connection's thread is no task that could have children; the handle is kept until the settlement is
        // back, and a shutdown waits for it.
        tasks[task] = Task(executorPreference: ThreadExecutor.shared) {
            let settlement = await handler(delivery)
            let settled = SettledDelivery(
                subscription: index, generation: generation, tag: tag, task: task, settlement: settlement)
            mailbox.post { settlements in (true, settlements.append(settled)) }
        }
    }

    /// Takes a handler's decision; dropped if the channel was opened anew since, as the broker delivers again.
    func settle(_ settled: SettledDelivery) {
        tasks[settled.task] = nil
        if settled.generation == generation {
            window.settle(settled.tag, settled.settlement)
        }
        if !held.isEmpty, case .handled(let prefetch, let handler) = receiver, tasks.count < Int(prefetch) {
            let next = held.removeFirst()
            handle(next.delivery, tag: next.tag, handler)
        }
    }
}
