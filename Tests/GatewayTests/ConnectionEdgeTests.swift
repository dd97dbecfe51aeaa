// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import JSON
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import GatewayService

@Suite struct ConnectionEdgeTests {
    @Test func anAnswerOfOursPassesUntouched() throws {
        let channel = EmbeddedChannel(handler: ConnectionEdge())
        let head = HTTPResponse(status: .ok, headerFields: [.requestID: "r"])
        try channel.writeOutbound(HTTPResponsePart.head(head))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .head(head))
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .end(nil))
        #expect(channel.isActive == false || channel.isWritable)
        #expect(try channel.finish().isClean)
    }

    @Test(arguments: [(400, "malformed-request"), (500, "internal")])
    func anAnswerOfTheServerItselfBecomesAProblem(status: Int, slug: String) throws {
        let channel = EmbeddedChannel(handler: ConnectionEdge())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let head = HTTPResponse(status: .init(code: status), headerFields: [.contentLength: "0"])
        try channel.writeOutbound(HTTPResponsePart.head(head))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        guard case .head(let sent) = try #require(try channel.readOutbound(as: HTTPResponsePart.self)),
            case .body(let body) = try #require(try channel.readOutbound(as: HTTPResponsePart.self))
        else {
            Issue.record("not a head and a body")
            return
        }
        #expect(sent.status.code == status)
        #expect(sent.headerFields[.contentType] == "application/problem+json")
        #expect(sent.headerFields[.contentLength] == String(body.readableBytes))
        #expect(sent.headerFields[.connection] == "close")
        let document = try JSONValue.parse(Array(body.readableBytesView))
        #expect(document["type"]?.text == "/problems/\(slug)")
        #expect(document["instance"]?.text == sent.headerFields[.requestID])
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func aClosingAnswerClosesTheConnectionAfterAWhile() throws {
        let channel = EmbeddedChannel(handler: ConnectionEdge())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let head = HTTPResponse(status: .contentTooLarge, headerFields: [.requestID: "r", .connection: "close"])
        try channel.writeOutbound(HTTPResponsePart.head(head))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }
}
