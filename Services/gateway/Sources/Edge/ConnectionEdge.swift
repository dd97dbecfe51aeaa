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
/// and closes a connection whose answer says so.
final class ConnectionEdge: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a client may go on sending after a closing answer before the connection is cut; cut at once, the answer
    /// could be lost to a reset.
    private static let linger: TimeAmount = .seconds(1)

    private var closes = false
    /// What the server doesn't know of a request that it is about to call bad.
    private var refused: ProblemType?

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
        case .head(let head):
            let replaced = Self.replacement(for: head, refused: refused)
            closes = replaced != nil || head.headerFields[.connection] == "close"
            guard let (head, body) = replaced else { return context.write(data, promise: promise) }
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            guard closes else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
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
