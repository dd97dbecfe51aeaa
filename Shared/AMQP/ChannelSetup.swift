// SPDX-License-Identifier: Apache-2.0

/// The commands that make a channel ready, one after the other, each waiting for its answer.
struct ChannelSetup {
    enum Progress: Equatable {
        case next(ChannelCommand)
        case complete
    }

    private let commands: [ChannelCommand]
    private var position = 0

    /// What a publisher's channel needs.
    static let publishing = ChannelSetup(commands: [.open, .selectConfirms])

    /// What a consumer's channel needs; one that only counts is closed until the next time.
    ///
    /// - Parameters:
    ///   - name: the queue's actual name.
    ///   - prefetch: how many unsettled deliveries the broker may send; nil to take them as settled once sent.
    init(consuming queue: AMQPSubscription.Queue, named name: String, prefetch: UInt16?) {
        var commands = [ChannelCommand.open]
        switch queue {
        case .existing:
            commands.append(.checkQueue(name))
        case .transient(_, let exchange, let routingKeys):
            commands.append(.declareTransient(name))
            commands += routingKeys.map { .bind(queue: name, exchange: exchange, routingKey: $0) }
        case .exclusive(_, let exchange):
            commands.append(.declareExclusive(name))
            commands.append(.bind(queue: name, exchange: exchange, routingKey: name))
        case .counted:
            self.init(commands: commands + [.checkQueue(name), .close])
            return
        }
        if let prefetch {
            commands.append(.setPrefetch(prefetch))
        }
        commands.append(.consume(queue: name, settled: prefetch == nil))
        self.init(commands: commands)
    }

    private init(commands: [ChannelCommand]) {
        self.commands = commands
    }

    /// The command whose answer is awaited; nil when complete.
    var current: ChannelCommand? {
        position < commands.count ? commands[position] : nil
    }

    /// Takes an answer.
    ///
    /// - Throws: ``AMQPFailure`` with code `protocolViolation` if it is not the one awaited.
    mutating func answered(_ reply: ChannelReply) throws(AMQPFailure) -> Progress {
        guard let awaited = current?.reply, awaited == reply else {
            throw AMQPFailure(.protocolViolation, "the broker answered \(reply), which was not asked")
        }
        position += 1
        return current.map(Progress.next) ?? .complete
    }
}
