// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// What the gateway answers by itself.
extension GatewayResponder {
    static func health(_ status: StaticString, _ id: RequestID) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json", .cacheControl: "no-store", .requestID: id.shown],
            body: .init(byteBuffer: ByteBuffer(string: "{\"status\":\"\(status)\"}")))
    }

    static func preflight(_ fields: HTTPFields, _ id: RequestID) -> Response {
        var headers = fields
        headers[.requestID] = id.shown
        return Response(status: .noContent, headers: headers)
    }

    static func page(_ html: [UInt8], _ id: RequestID) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "max-age=3600", .requestID: id.shown,
                .contentSecurityPolicy: "default-src 'none'", .xContentTypeOptions: "nosniff",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: html)))
    }
}
