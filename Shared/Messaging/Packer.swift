// SPDX-License-Identifier: Apache-2.0
import AMQP
import Synchronization

/// Packs what waits for the same destination into one message at the moment it is sent.
///
/// Nothing waits for a message to fill: an item that finds the connection's thread free goes alone, what gathers while
/// the thread is busy goes together. Both sides of the broker then pay for a message once instead of for each item,
/// which is most of what a request costs (docs/performance.md).
final class Packer: Sendable {
    /// An encoded element of an envelope's array.
    struct Item: Sendable {
        let id: String
        let bytes: [UInt8]
        /// When it is of no use any more; nil for never.
        var deadline: Deadline?
    }

    /// The most that goes into one message: a broken or slow consumer holds up no more than that. A single item may be
    /// larger.
    private static let itemsPerMessage = 32
    private static let bytesPerMessage = 65_536

    private let publisher: AMQPPublisher
    private let exchange: String
    private let mandatory: Bool
    private let compose: @Sendable (_ body: [UInt8], _ items: [Item]) -> AMQPMessage?
    private let undelivered: @Sendable (Item) -> Void
    /// What waits, by routing key; a key is here as long as a message for it is handed in and not yet made.
    private let waiting = Mutex<[String: [Item]]>([:])

    /// - Parameters:
    ///   - compose: makes the message of a body and its items, nil where nothing can be sent now; on the connection's
    ///     thread, so it must be cheap.
    ///   - undelivered: told of each item that certainly reached nobody.
    init(
        _ publisher: AMQPPublisher, exchange: String, mandatory: Bool,
        compose: @escaping @Sendable (_ body: [UInt8], _ items: [Item]) -> AMQPMessage?,
        undelivered: @escaping @Sendable (Item) -> Void
    ) {
        self.publisher = publisher
        self.exchange = exchange
        self.mandatory = mandatory
        self.compose = compose
        self.undelivered = undelivered
    }

    /// Never blocks. Bounded by whoever makes the items.
    func add(_ item: Item, for routingKey: String) {
        let isFirst = waiting.withLock { waiting in
            waiting[routingKey, default: []].append(item)
            return waiting[routingKey]?.count == 1
        }
        if isFirst {
            handIn(routingKey)
        }
    }

    private func handIn(_ routingKey: String) {
        let packed = Packed()
        publisher.publish(to: exchange, routingKey: routingKey, mandatory: mandatory) {
            let (items, hasMore) = self.take(routingKey)
            packed.items = items
            if hasMore {
                self.handIn(routingKey)
            }
            return self.compose(Envelope.list(items.map(\.bytes)), items)
        } outcome: { outcome in
            switch outcome {
            case .confirmed, .unavailable(.unknown):
                // Sent, or perhaps sent: the reply or the deadline ends it.
                break
            case .returned, .nacked, .unavailable(.disconnected), .unavailable(.blocked), .unavailable(.full):
                // Refused before it was made, the message stands for all that wait.
                for item in packed.items ?? self.takeAll(routingKey) {
                    self.undelivered(item)
                }
            }
        }
    }

    private func take(_ routingKey: String) -> (items: [Item], hasMore: Bool) {
        waiting.withLock { waiting in
            let items = waiting[routingKey] ?? []
            let count = Self.count(fitting: items.lazy.map(\.bytes.count))
            guard count < items.count else {
                waiting[routingKey] = nil
                return (items, false)
            }
            waiting[routingKey] = Array(items[count...])
            return (Array(items[..<count]), true)
        }
    }

    /// How many of the items, by their sizes in bytes, go into the next message; at least one of those there are.
    static func count(fitting sizes: some Sequence<Int>) -> Int {
        var (count, bytes) = (0, 0)
        for size in sizes.prefix(itemsPerMessage) {
            bytes += size
            guard count == 0 || bytes <= bytesPerMessage else { break }
            count += 1
        }
        return count
    }

    private func takeAll(_ routingKey: String) -> [Item] {
        waiting.withLock { $0.removeValue(forKey: routingKey) } ?? []
    }

    /// What went into a message, once it is made.
    private final class Packed: Sendable {
        private let state = Mutex<[Item]?>(nil)

        var items: [Item]? {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }
}
