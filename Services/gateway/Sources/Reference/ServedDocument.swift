// SPDX-License-Identifier: Apache-2.0
import Contract
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import NIOCore
import OpenAPI

/// A document the gateway serves to everybody, made once when the process starts.
final class ServedDocument: Sendable {
    let path: String
    /// Strong, quotes included; the same in every process of one version.
    let etag: String
    private let headers: HTTPFields
    private let body: [UInt8]

    init(path: String, contentType: String, contentSecurityPolicy: String = "default-src 'none'", body: [UInt8]) {
        self.path = path
        etag = "\"\(Self.hexadecimal(SHA256.hash(data: body).prefix(16)))\""
        headers = [
            .contentType: contentType, .eTag: etag, .cacheControl: "public, max-age=300",
            .contentSecurityPolicy: contentSecurityPolicy, .xContentTypeOptions: "nosniff",
        ]
        self.body = body
    }

    /// The API's description for tools and for people.
    static func all(_ contracts: [ServiceContract]) -> [ServedDocument] {
        let document = OpenAPIDocument(contracts)
        let style = Data(SHA256.hash(data: Data(ReferenceHTML.style.utf8))).base64EncodedString()
        return [
            ServedDocument(path: "/openapi.json", contentType: "application/json", body: document.json.bytes),
            ServedDocument(path: "/openapi.yaml", contentType: "application/yaml", body: Array(document.yaml.utf8)),
            ServedDocument(
                path: "/docs", contentType: "text/html; charset=utf-8",
                contentSecurityPolicy: "default-src 'none'; style-src 'sha256-\(style)'; base-uri 'none'; "
                    + "form-action 'none'; frame-ancestors 'none'",
                body: Array(ReferenceHTML(document: document.json).text.utf8)),
        ]
    }

    /// - Parameters:
    ///   - condition: `If-None-Match` as the client sent it.
    ///   - request: id of the request.
    func response(unless condition: String?, request: String) -> Response {
        var headers = headers
        headers[.requestID] = request
        if let condition, EntityTags.matches(condition, etag) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
