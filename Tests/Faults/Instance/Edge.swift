// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// HTTP as a client speaks it, without retries of its own.
enum Edge {
    struct Reply: Sendable {
        let status: Int
        let etag: String?
        let hasRetryAfter: Bool
        let body: [UInt8]
    }

    /// Longer than any request may take.
    private static let patience = TimeAmount.seconds(15)

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(2)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Throws: whatever kept the answer from arriving whole.
    static func send(
        _ method: String, _ url: String, token: String?, key: String? = nil, body: [UInt8]? = nil
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let key { request.headers.add(name: "Idempotency-Key", value: key) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response = try await client.execute(request, timeout: patience)
        let bytes = try await response.body.collect(upTo: 4 * 1_048_576)
        return Reply(
            status: Int(response.status.code), etag: response.headers.first(name: "ETag"),
            hasRetryAfter: response.headers.contains(name: "Retry-After"), body: Array(bytes.readableBytesView))
    }

    /// The status of a health page; 0 when nobody answers.
    static func health(_ page: String, port: String) async throws -> Int {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/health/\(page)")
        return (try? await client.execute(request, timeout: .seconds(2))).map { Int($0.status.code) } ?? 0
    }
}
