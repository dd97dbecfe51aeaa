// SPDX-License-Identifier: Apache-2.0
import GatewayContract
import NIOCore
import NIOHTTP1

/// What is asked of a request's head that nobody behind this knows any more, or would look at.
final class RequestHeadRules: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// RFC 9110 section 4.1 wants 8,000 bytes; the decoder's limit is that of a whole header.
    private static let longestTarget = 8_192

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        if let fault = Self.fault(in: head) {
            return context.fireErrorCaught(fault)
        }
        guard head.version == .http1_0 || !head.isKeepAlive else { return context.fireChannelRead(data) }
        if head.version == .http1_0 {
            // RFC 9110 section 10.1.1: such a client knows no answer before the answer.
            head.headers.remove(name: "Expect")
        }
        if !head.isKeepAlive {
            // Said in one way, for there are several, and an older client needn't say it.
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// What a request is refused for by its head alone; the server answers it like everything else that is no HTTP.
    private static func fault(in head: HTTPRequestHead) -> (any Error)? {
        // RFC 9112 section 3.2.
        guard head.version == .http1_0 || head.headers["Host"].count == 1 else {
            return HTTPParserError.strictModeAssertion
        }
        guard head.uri.utf8.count <= longestTarget else { return RefusedHead(.targetTooLong) }
        let codings = head.headers["Transfer-Encoding"]
        guard !codings.isEmpty else { return nil }
        // RFC 9112 section 6.1: the decoder only takes the chunks apart, and an older client has none.
        guard head.version != .http1_0 else { return HTTPParserError.strictModeAssertion }
        guard codings.count == 1, codings[0].lowercased() == "chunked" else {
            return RefusedHead(.unsupportedCoding)
        }
        return nil
    }
}
