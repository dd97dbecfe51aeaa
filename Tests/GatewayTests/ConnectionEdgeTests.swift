// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import JSON
import NIOCore
import Testing

@testable import GatewayService

@Suite struct ConnectionEdgeTests {
    @Test func anAnswerOfOursPassesUntouched() {
        #expect(ConnectionEdge.replacement(for: HTTPResponse(status: .ok, headerFields: [.requestID: "r"])) == nil)
        #expect(ConnectionEdge.replacement(for: HTTPResponse(status: .continue)) == nil)
    }

    @Test(arguments: [(400, 400, "malformed-request"), (500, 500, "internal"), (503, 500, "internal")])
    func anAnswerOfTheServerItselfBecomesAProblem(status: Int, shown: Int, slug: String) throws {
        let bare = HTTPResponse(status: .init(code: status), headerFields: [.contentLength: "0"])
        let (head, body) = try #require(ConnectionEdge.replacement(for: bare))
        #expect(head.status.code == shown)
        #expect(head.headerFields[.contentType] == "application/problem+json")
        #expect(head.headerFields[.contentLength] == String(body.readableBytes))
        #expect(head.headerFields[.connection] == "close")
        let document = try JSONValue.parse(Array(body.readableBytesView))
        #expect(document["type"]?.text == "/problems/\(slug)")
        #expect(document["detail"]?.text?.isEmpty == false)
        #expect(document["instance"]?.text == head.headerFields[.requestID])
    }
}
