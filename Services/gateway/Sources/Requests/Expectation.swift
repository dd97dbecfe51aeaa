// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// `Expect: 100-continue`: the client sends the body when it is told to (RFC 9110 section 10.1.1).
enum Expectation {
    /// Tells a client that waits for it to go on; to be called for a request whose answer isn't known without its body.
    static func meet(_ headers: HTTPFields, on channel: (any Channel)?) {
        guard let channel, let expected = headers[.expect], expected.lowercased() == "100-continue" else { return }
        channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)), promise: nil)
    }
}
