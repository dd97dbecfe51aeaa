// SPDX-License-Identifier: Apache-2.0
import Contract
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import Logging
import Messaging
import NIOCore
import Synchronization
import Testing
import Time

@testable import GatewayService

/// Tests that send requests to a responder whose services are played by a closure.
protocol EdgeSuite {
    var workshop: TokenWorkshop { get }
    var asked: Asked { get }
}

/// What the gateway asked a service, and on whose behalf.
final class Asked: Sendable {
    let items = Mutex<[(service: ServiceName, item: RequestItem, kind: OperationKind)]>([])
    var last: RequestItem? { items.withLock { $0.last?.item } }
    var count: Int { items.withLock { $0.count } }
}

extension EdgeSuite {
    func responder(
        ready: Bool = true, limits: RequestLimits? = nil, origins: CrossOrigins = .none,
        outcome: @escaping @Sendable () -> RequestOutcome
    ) async throws -> GatewayResponder {
        let asked = asked
        let plenty = RequestRate(quota: 1_000_000, seconds: 1)
        return GatewayResponder(
            routes: try RouteTable(GatewayService.contracts), pages: ProblemPages(GatewayService.contracts),
            authenticator: Authenticator(
                tokens: TokenVerifier(try await workshop.keySet()), clock: WallClock { TokenWorkshop.now }),
            limits: limits ?? RequestLimits(perSubject: plenty, perAddress: plenty), origins: origins,
            state: EdgeState { ready },
            ask: { service, item, kind, deadline in
                asked.items.withLock { $0.append((service, item, kind)) }
                return outcome()
            }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// With a good token unless the headers have another.
    func send(
        _ responder: GatewayResponder, _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
        body: String = "", from address: String = "127.0.0.1"
    ) async throws -> Response {
        var fields = headers
        if fields[.authorization] == nil {
            fields[.authorization] = try "Bearer " + workshop.token()
        }
        if !body.isEmpty {
            fields[.contentLength] = String(body.utf8.count)
        }
        let head = HTTPRequest(method: method, scheme: nil, authority: "test", path: path, headerFields: fields)
        return try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: EdgeContext(peer: try SocketAddress(ipAddress: address, port: 1)))
    }

    func problem(_ response: Response) async throws -> JSONValue {
        #expect(response.headers[.contentType] == "application/problem+json")
        return try JSONValue.parse(try await bytes(response))
    }

    func bytes(_ response: Response) async throws -> [UInt8] {
        let collector = BodyCollector()
        try await response.body.write(collector)
        return collector.bytes.withLock { $0 }
    }
}

/// Gathers what a response would send.
private final class BodyCollector: ResponseBodyWriter {
    let bytes = Mutex<[UInt8]>([])

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { $0 += buffer.readableBytesView }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
