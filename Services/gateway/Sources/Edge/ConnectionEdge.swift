// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Observability

/// Gives the answers that the server makes by itself (a request it can't parse, a fault of ours) the shape of all others,
/// and closes a connection whose request or answer says so.
final class ConnectionEdge: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long, and how much of a body, a client may go on sending after a closing answer before the connection is cut.
    /// Cut at once, or with something unread, the answer could be lost to a reset; what comes is read and dropped.
    private static let linger: TimeAmount = .seconds(2)
    private static let longestRest = 64 << 20

    /// Requests without a whole answer.
    private var waiting = 0
    /// One of them is the last, for its client said so.
    private var hasLast = false
    /// The answer that is being written is the last.
    private var closes = false
    /// The last answer is written; nothing that still comes is wanted.
    private var isOver = false
    private var dropped = 0
    /// What the server doesn't know of a request that it is about to call bad.
    private var refused: ProblemType?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard !isOver else { return drop(part, context) }
        if case .head(let head) = part, !hasLast {
            waiting += 1
            hasLast = head.headerFields[.connection] == "close"
        }
        context.fireChannelRead(data)
    }

    private func drop(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        guard case .body(let bytes) = part else { return }
        dropped += bytes.readableBytes
        if dropped > Self.longestRest {
            context.close(promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Those behind this read at the pace of somebody who no longer does.
        if isOver {
            context.read()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let refusal as RefusedHead:
            refused = refused ?? refusal.type
            // The only sort of error that the server answers.
            context.fireErrorCaught(HTTPParserError.unknown)
        case HTTPParserError.headerOverflow:
            refused = refused ?? .headerTooLarge
            context.fireErrorCaught(error)
        default:
            context.fireErrorCaught(error)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if let (head, body) = Self.replacement(for: head, refused: refused) {
                closes = true
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                return context.write(wrapOutboundOut(.body(body)), promise: promise)
            }
            if hasLast, waiting == 1, head.status.kind != .informational {
                head.headerFields[.connection] = "close"
            }
            closes = head.headerFields[.connection] == "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            waiting -= 1
            guard closes else { return context.write(data, promise: promise) }
            isOver = true
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
            context.read()
            let channel = context.channel
            context.eventLoop.scheduleTask(in: Self.linger) { channel.close(promise: nil) }
        }
    }

    /// What is sent instead of an answer that the server made by itself, nil for one of ours.
    ///
    /// Ours have a request id, and the server's own have no body.
    static func replacement(
        for head: HTTPResponse, refused: ProblemType? = nil
    ) -> (HTTPResponse, ByteBuffer)? {
        guard !head.headerFields.contains(.requestID), head.status.kind != .informational else { return nil }
        EdgeMetrics.process.malformed.increment()
        let id = RequestID(header: nil).shown
        let problem = Problem(
            head.status.code == 400 ? refused ?? .malformedRequest : .fault, closesConnection: true)
        let body = ByteBuffer(bytes: problem.document(request: id))
        var headers = problem.headers(request: id)
        headers[.contentLength] = String(body.readableBytes)
        return (HTTPResponse(status: .init(code: problem.type.kind.status), headerFields: headers), body)
    }
}
