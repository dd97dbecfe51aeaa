// SPDX-License-Identifier: Apache-2.0
import GatewayContract
import NIOCore
import NIOHTTP1

/// Gives a request's head a time to arrive in, counted from its first bytes.
///
/// Has its place right behind the decoder: what was read but made no part of a request is the beginning of a head. A
/// head that comes in one piece, as nearly all do, so costs no timer, and a connection between two requests has none.
final class HeadDeadline: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// A head is a few packets; more is a client that holds on to us.
    static let patience: Duration = .seconds(10)

    private let patience: TimeAmount
    private var end: Scheduled<Void>?
    /// A head has come whose body has not.
    private var isInRequest = false
    /// This turn of the loop has brought a part of a request.
    private var hasRead = false

    init(patience: Duration) {
        self.patience = TimeAmount(patience)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasRead = true
        switch unwrapInboundIn(data) {
        case .head:
            isInRequest = true
            end?.cancel()
            end = nil
        case .body:
            break
        case .end:
            isInRequest = false
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !hasRead, !isInRequest, end == nil {
            let channel = context.channel
            end = context.eventLoop.scheduleTask(in: patience) {
                channel.pipeline.fireErrorCaught(RefusedHead(.requestTimeout))
            }
        }
        hasRead = false
        context.fireChannelReadComplete()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end?.cancel()
    }
}
