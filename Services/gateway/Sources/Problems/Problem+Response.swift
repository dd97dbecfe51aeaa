// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension Problem {
    /// The answer to a request that was refused.
    func response(request: String) -> Response {
        let body = ByteBuffer(bytes: document(request: request))
        return Response(
            status: .init(code: type.kind.status), headers: headers(request: request), body: .init(byteBuffer: body))
    }

    /// The header fields of that answer but for its length.
    func headers(request: String) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: "application/problem+json", .cacheControl: "no-store", .requestID: request,
        ]
        if let retryAfter {
            headers[.retryAfter] = String(retryAfter)
        }
        if type.kind == .unauthenticated {
            headers[.wwwAuthenticate] = challenge.rawValue
        }
        if let limit, let retryAfter {
            headers[.rateLimitPolicy] = "\"\(limit.name)\";q=\(limit.quota);w=\(limit.seconds)"
            headers[.rateLimit] = "\"\(limit.name)\";r=0;t=\(retryAfter)"
        }
        if !allowed.isEmpty {
            headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
        }
        if closesConnection {
            headers[.connection] = "close"
        }
        return headers
    }
}

extension HTTPField.Name {
    /// The id of a request, echoed or made; on every answer.
    static let requestID = HTTPField.Name(unchecked: "X-Request-Id")
    static let idempotencyKey = HTTPField.Name(unchecked: "Idempotency-Key")
    static let traceContext = HTTPField.Name(unchecked: "traceparent")
    static let forwardedFor = HTTPField.Name(unchecked: "X-Forwarded-For")
    static let referrerPolicy = HTTPField.Name(unchecked: "Referrer-Policy")
    static let robotsTag = HTTPField.Name(unchecked: "X-Robots-Tag")
    static let rateLimit = HTTPField.Name(unchecked: "RateLimit")
    static let rateLimitPolicy = HTTPField.Name(unchecked: "RateLimit-Policy")

    /// A name written here, so one that is no token (RFC 9110 section 5.1) is a mistake of the program.
    private init(unchecked name: StaticString) {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no field name") }
        self = name
    }
}
