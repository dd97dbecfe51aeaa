// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// What depends on the version of HTTP that a request is of, which nobody is told behind this.
final class RequestHeadRules: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if head.version == .http1_0 {
            // RFC 9110 section 10.1.1: such a client knows no answer before the answer.
            head.headers.remove(name: "Expect")
            context.fireChannelRead(wrapInboundOut(.head(head)))
        } else if head.headers["Host"].count == 1 {
            context.fireChannelRead(data)
        } else {
            // RFC 9112 section 3.2; the server answers it like everything else that is no HTTP.
            context.fireErrorCaught(HTTPParserError.strictModeAssertion)
        }
    }
}
