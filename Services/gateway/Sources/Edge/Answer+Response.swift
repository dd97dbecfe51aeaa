// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension Answer {
    /// The answer of a service as an HTTP response, its body untouched; 304 where the client has it already.
    ///
    /// - Parameters:
    ///   - condition: `If-None-Match` as the client sent it.
    ///   - request: id of the request.
    /// - Throws: `internal` for a status that is no success or redirect.
    func response(to operation: OpenOperation, unless condition: String?, request: String) throws(Problem) -> Response {
        guard (200..<400).contains(status) else { throw Problem(.fault) }
        var headers: HTTPFields = [.requestID: request]
        headers[.eTag] = etag
        // What was asked for with a token is nobody else's; with a tag it may be kept, and asked about each time.
        headers[.cacheControl] = etag == nil ? "no-store" : "private, no-cache"
        if let etag, let condition, operation.method == .get, EntityTags.matches(condition, etag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = contentType
        headers[.location] = location
        headers[.contentDisposition] = disposition
        if operation.isPage, contentType != nil {
            headers.append(contentsOf: Page.policy(style: style))
        }
        return Response(
            status: .init(code: status), headers: headers,
            body: body.isEmpty ? .init() : .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
