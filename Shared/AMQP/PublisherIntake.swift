// SPDX-License-Identifier: Apache-2.0

/// What a publisher accepts from its callers: bounded, and refused at once when the broker can't take it.
struct PublisherIntake: Sendable {
    /// A message on its way, with whom to tell what became of it.
    struct Item: Sendable {
        /// Counted against the limit of bytes until it is resolved.
        let bytes: Int
        /// Makes the message when its turn has come; nil withdraws it.
        let compose: @Sendable () -> AMQPMessage?
        let exchange: String
        let routingKey: String
        let mandatory: Bool
        let outcome: @Sendable (PublishOutcome) -> Void
    }

    private let limits: AMQPPublisherLimits
    private var items: [Item] = []
    private var messages = 0
    private var bytes = 0
    /// Why nothing is accepted; nil while something is.
    private var refusal: AMQPUnavailability? = .disconnected

    init(limits: AMQPPublisherLimits) {
        self.limits = limits
    }

    /// - Returns: why the message was not taken; nil if it was.
    mutating func accept(_ item: Item) -> AMQPUnavailability? {
        if let refusal { return refusal }
        guard messages < limits.messages, bytes + item.bytes <= limits.bytes else { return .full }
        messages += 1
        bytes += item.bytes
        items.append(item)
        return nil
    }

    /// Hands over what was accepted and takes note of what was resolved since.
    ///
    /// - Parameter buffer: empty; its memory is used for what comes next.
    mutating func hand(over buffer: inout [Item], resolvedMessages: Int, resolvedBytes: Int) {
        swap(&items, &buffer)
        messages -= resolvedMessages
        bytes -= resolvedBytes
    }

    mutating func refuse(_ reason: AMQPUnavailability?) {
        refusal = reason
    }
}
