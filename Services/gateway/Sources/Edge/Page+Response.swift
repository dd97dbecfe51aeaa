// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension Page {
    /// What every answer behind a link says that people follow: its address is a secret that no search engine keeps
    /// and no other site is told, and its form depends on what the client accepts.
    static let fields: HTTPFields = [.robotsTag: "noindex", .referrerPolicy: "no-referrer", .vary: "Accept"]

    /// Allows a page its own style and nothing else.
    ///
    /// - Parameter style: hash of the style, nil without one.
    static func policy(style: String?) -> HTTPFields {
        let allowed = style.map { " style-src '\($0)';" } ?? ""
        return [
            .contentSecurityPolicy:
                "default-src 'none';\(allowed) base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
        ]
    }

    /// A refusal as its owner says it to people, with the status and the fields of the problem.
    func response(to problem: Problem, request: String) -> Response {
        var headers = problem.headers(request: request)
        headers[.contentType] = "text/html; charset=utf-8"
        headers.append(contentsOf: Self.policy(style: style))
        return Response(
            status: .init(code: problem.type.kind.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}
