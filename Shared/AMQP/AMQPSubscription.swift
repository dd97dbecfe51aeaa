// SPDX-License-Identifier: Apache-2.0

/// What a consumer reads or counts: one queue on a channel of its own, and who gets the deliveries.
package struct AMQPSubscription: Sendable {
    /// Which queue to read and what to declare for it.
    package enum Queue: Sendable, Equatable {
        /// A queue declared by somebody else; it is only checked that it exists.
        case existing(String)
        /// A queue shared by replicas: non-durable, non-exclusive, not auto-delete; declared and bound here.
        case transient(String, exchange: String, routingKeys: [String])
        /// A queue of this connection alone, gone with it.
        ///
        /// Its name is the prefix and 128 random bits in hex, new whenever it is declared; it is bound to the exchange
        /// with its own name as key.
        case exclusive(prefix: String, exchange: String)
        /// A queue declared by somebody else, of which nothing is read.
        case counted(String, every: Duration)

        /// How long until its messages are counted again; nil for a queue that is read.
        var countingInterval: Duration? {
            if case .counted(_, let interval) = self { interval } else { nil }
        }
    }

    enum Receiver: Sendable {
        case handled(prefetch: UInt16, @Sendable (AMQPDelivery) async -> AMQPSettlement)
        case received(@Sendable (AMQPDelivery) -> Void)
        case counted(@Sendable (Int) -> Void)
    }

    let queue: Queue
    let receiver: Receiver

    /// Deliveries run in a task each, at most `prefetch` (1 to 65,535) at once, and are settled by what the handler
    /// returns, exactly once.
    ///
    /// After a loss of the connection the broker delivers again what was not settled; the settlement of the first
    /// delivery is dropped then. The handler's task is cancelled when the shutdown's time is up.
    package static func handled(
        queue: Queue, prefetch: Int, handler: @escaping @Sendable (AMQPDelivery) async -> AMQPSettlement
    ) -> Self {
        let bounded = UInt16(clamping: max(1, prefetch))
        return Self(queue: queue, receiver: .handled(prefetch: bounded, handler))
    }

    /// Deliveries are taken as done by the broker once sent, and handed over in order on the connection's own thread.
    ///
    /// `receive` must be cheap and must not block: everything else of this connection waits for it.
    package static func received(queue: Queue, receive: @escaping @Sendable (AMQPDelivery) -> Void) -> Self {
        Self(queue: queue, receiver: .received(receive))
    }

    /// Reads nothing: the broker is asked now and then how many messages wait in a queue, which takes no permission.
    /// Whether it can tell has no part in the consumer's availability.
    ///
    /// - Parameter note: is told on the connection's own thread; must be cheap and must not block.
    package static func counted(
        queue name: String, every interval: Duration, note: @escaping @Sendable (Int) -> Void
    ) -> Self {
        Self(queue: .counted(name, every: interval), receiver: .counted(note))
    }
}
