// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import JSON
import NIOCore
import NIOHTTP1
import Testing

/// The suite's HTTP edge as a client sees it.
enum Gateway {
    /// For all but races: as few connections as keep a small machine from measuring itself.
    static let calm = client(connections: 8)
    /// For races: everything at once.
    static let eager = client(connections: 256)

    /// How long an answer may take: the default deadline and a little for the way.
    static let patience = Duration.milliseconds(5250)

    /// One request and its answer; redirects are not followed.
    ///
    /// - Throws: whatever kept the answer from arriving whole, such as a reset connection.
    static func send(
        _ method: String, _ path: String, token: String? = nil, headers: [(String, String)] = [],
        body: [UInt8]? = nil, through client: HTTPClient = calm
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: try RunningSuite.value("GATEWAY_URL") + path)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers {
            request.headers.add(name: name, value: value)
        }
        if let token {
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
        }
        if let body {
            request.body = .bytes(ByteBuffer(bytes: body))
            if !request.headers.contains(name: "Content-Type") {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
        }
        let response = try await client.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 4 * 1_048_576)
        let reply = Reply(
            status: Int(response.status.code), headers: Array(response.headers), body: Array(bytes.readableBytesView))
        try Conformance.check(reply, to: method, path)
        return reply
    }

    private static func client(connections: Int) -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        // It is also how long a request may wait for its turn.
        configuration.timeout.connect = .seconds(120)
        // A repeated request is the test's to make.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}
