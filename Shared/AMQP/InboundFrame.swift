// SPDX-License-Identifier: Apache-2.0

/// What the broker sent, as far as the client is concerned with it.
enum InboundFrame {
    /// How a delivery came; its header and body follow.
    struct DeliveryStart {
        var tag: UInt64
        var redelivered: Bool
        var exchange: String
        var routingKey: String
    }

    /// Why a message came back; its header and body follow.
    struct ReturnStart {
        var code: Int
        var text: String
        var exchange: String
        var routingKey: String
    }

    /// Any answer but ``ChannelReply/declared``, which tells more.
    case reply(ChannelReply)
    /// A queue is there, with so many messages that wait for a consumer.
    case declared(messages: Int)
    case delivery(DeliveryStart)
    case returned(ReturnStart)
    case header(bodySize: UInt64, AMQPMessage)
    /// Points into the library's memory: valid until the channel's frames are released.
    case body(UnsafeRawBufferPointer)
    case answer(tag: UInt64, multiple: Bool, acknowledged: Bool)
    /// The broker stopped the channel's consumer.
    case cancelled
    /// The broker closed the channel; `overPublish` tells whether over a published message.
    case channelClosed(AMQPFailure, overPublish: Bool)
    case connectionClosed(AMQPFailure)
    case connectionCloseConfirmed
    case blocked(reason: String)
    case unblocked
    /// Something this client has no use for.
    case unknown(method: UInt32)
}
