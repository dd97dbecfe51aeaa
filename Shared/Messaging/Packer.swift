// SPDX-License-Identifier: Apache-2.0
import AMQP
import Synchronization

/// Packs what waits for the same destination into one message at the moment it is sent.
///
/// Nothing waits for a message to fill: an item that finds nothing on its way goes at once and alone, what gathers until
/// the broker has confirmed that goes together next (as TCP does with small segments, RFC 896). Both sides of the broker
/// then pay for a message once instead of for each item, which is most of what a request costs (docs/performance.md).
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
    private static let bytesPerMessage = 122_880

    /// The most that waits for one destination: its items are bounded elsewhere too, but not while the broker is silent.
    private static let itemsInLine = 8_192

    private let publisher: AMQPPublisher
    private let exchange: String
    private let mandatory: Bool
    private let compose: @Sendable (_ body: [UInt8], _ items: [Item]) -> AMQPMessage?
    private let undelivered: @Sendable (Item) -> Void
    /// What waits, by routing key; a key is here as long as a message for it is handed in or on its way, one at a time.
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

    /// Never blocks.
    func add(_ item: Item, for routingKey: String) {
        let (isTaken, isFirst) = waiting.withLock { waiting in
            guard let count = waiting[routingKey]?.count else {
                waiting[routingKey] = [item]
                return (true, true)
            }
            guard count < Self.itemsInLine else { return (false, false) }
            waiting[routingKey]?.append(item)
            return (true, false)
        }
        if !isTaken {
            undelivered(item)
        }
        if isFirst {
            handIn(routingKey)
        }
    }

    private func handIn(_ routingKey: String) {
        let packed = Packed()
        publisher.publish(to: exchange, routingKey: routingKey, mandatory: mandatory) {
            let items = self.take(routingKey)
            packed.items = items
            return self.compose(Envelope.list(items.map(\.bytes)), items)
        } outcome: { outcome in
            guard let items = packed.items else {
                // Refused before it was made, the message stands for all that wait.
                return self.abandon(routingKey).forEach(self.undelivered)
            }
            self.settle(routingKey)
            switch outcome {
            case .confirmed, .unavailable(.unknown):
                // Sent, or perhaps sent: the reply or the deadline ends it.
                break
            case .returned, .nacked, .unavailable(.disconnected), .unavailable(.blocked), .unavailable(.full):
                items.forEach(self.undelivered)
            }
        }
    }

    private func take(_ routingKey: String) -> [Item] {
        waiting.withLock { waiting in
            let items = waiting[routingKey] ?? []
            let count = Self.count(fitting: items.lazy.map(\.bytes.count))
            waiting[routingKey] = Array(items[count...])
            return Array(items[..<count])
        }
    }

    /// Notes the end of a message that was made, and hands the next in.
    private func settle(_ routingKey: String) {
        let isOver = waiting.withLock { waiting in
            guard waiting[routingKey]?.isEmpty ?? true else { return false }
            waiting[routingKey] = nil
            return true
        }
        if !isOver {
            handIn(routingKey)
        }
    }

    /// Gives up what waits for a message that was refused before it was made.
    private func abandon(_ routingKey: String) -> [Item] {
        waiting.withLock { $0.removeValue(forKey: routingKey) } ?? []
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

    /// What went into a message, once it is made.
    private final class Packed: Sendable {
        private let state = Mutex<[Item]?>(nil)

        var items: [Item]? {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }
}
