// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Gives the answers that the server makes by itself (a request it can't parse, a fault of ours) the shape of all others,
/// and closes a connection whose answer says so.
final class ConnectionEdge: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a client may go on sending after a closing answer before the connection is cut; cut at once, the answer
    /// could be lost to a reset.
    private static let linger: TimeAmount = .seconds(1)

    private var closes = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            let isOurs = head.headerFields.contains(.requestID)
            closes = !isOurs || head.headerFields[.connection] == "close"
            guard !isOurs, head.status.kind != .informational else {
                return context.write(data, promise: promise)
            }
            let id = RequestID(header: nil)
            let problem = Problem(
                head.status.code == 400 ? .malformedRequest : .fault, closesConnection: true)
            let body = ByteBuffer(bytes: problem.document(request: id.shown))
            var headers = problem.headers(request: id.shown)
            headers[.contentLength] = String(body.readableBytes)
            context.write(
                wrapOutboundOut(.head(.init(status: .init(code: problem.type.kind.status), headerFields: headers))),
                promise: nil)
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
}

extension ProblemType {
    static let malformedRequest = ProblemType(
        "malformed-request", .invalid, "The request is not HTTP",
        "The request line, a header field or the framing of the body breaks the rules of HTTP/1.1, or the header is "
            + "too large. The connection was closed.")
}
