// SPDX-License-Identifier: Apache-2.0

/// A method the client sends on a channel, beside publishing and settling.
enum ChannelCommand: Equatable {
    case open
    case selectConfirms
    /// A passive declare: fails if the queue does not exist, else tells how many messages wait in it.
    case checkQueue(String)
    /// Non-durable, non-exclusive, not auto-delete.
    case declareTransient(String)
    /// Exclusive, auto-delete.
    case declareExclusive(String)
    case bind(queue: String, exchange: String, routingKey: String)
    case setPrefetch(UInt16)
    case consume(queue: String, settled: Bool)
    /// Stops the channel's one consumer.
    case cancel
    case close
    /// The answer owed to the broker when it closes the channel.
    case confirmClose

    /// The broker's answer; none is owed for the last.
    var reply: ChannelReply? {
        switch self {
        case .open: .opened
        case .selectConfirms: .confirmsSelected
        case .checkQueue, .declareTransient, .declareExclusive: .declared
        case .bind: .bound
        case .setPrefetch: .prefetchSet
        case .consume: .consuming
        case .cancel: .cancelled
        case .close: .closed
        case .confirmClose: nil
        }
    }
}
