// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NotificationsContract
import Synchronization

/// Posts to providers: at addresses that were looked up and checked, without redirects, bounded in time.
///
/// A connection serves one request, so that one the server has closed meanwhile can't make an outcome unknown.
package final class ProviderClient: Sendable {
    /// From the look-up to the status of the answer; ledger leases are longer.
    package static let patience = Duration.seconds(20)

    private let destinations: Destinations
    private let clients = Mutex<[Pin: PinnedClient]>([:])
    private static let mostClients = 32

    package init(_ destinations: Destinations) {
        self.destinations = destinations
    }

    /// Sends one request and says what became of it. A broken connection leaves it unknown once the body was begun.
    ///
    /// - Throws: ``DestinationFault`` for a server that is not asked.
    package func post(_ request: ProviderRequest, within limit: Duration = patience) async throws -> SubmissionOutcome {
        let deadline = ContinuousClock.now + limit
        let addresses = try await destinations.addresses(of: request.url.host, isTrusted: request.isTrusted)
        guard let address = addresses.first else { throw DestinationFault.unknown }
        let client = client(Pin(host: request.url.host, address: address))
        let body = SingleBody(request.body)
        do {
            let remaining = max(ContinuousClock.now.duration(to: deadline), .milliseconds(1))
            let response = try await client.http.execute(
                Self.outgoing(request, body), timeout: TimeAmount(remaining))
            // The status says it all; what comes after it is not read.
            return .http(Int(response.status.code))
        } catch {
            return body.isBegun ? .unknown : .deferred(code: nil)
        }
    }

    private static func outgoing(_ request: ProviderRequest, _ body: SingleBody) -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: request.url.text)
        outgoing.method = .POST
        outgoing.headers.add(name: "Content-Type", value: request.contentType)
        outgoing.headers.add(name: "Accept", value: "application/json")
        for (name, value) in request.headers {
            outgoing.headers.replaceOrAdd(name: name, value: value.text)
        }
        let stream = AsyncStream<ByteBuffer>(unfolding: { body.next() })
        outgoing.body = .stream(stream, length: .known(Int64(request.body.count)))
        return outgoing
    }

    private func client(_ pin: Pin) -> PinnedClient {
        clients.withLock { clients in
            if let client = clients[pin] {
                return client
            }
            if clients.count >= Self.mostClients, let other = clients.keys.first {
                clients[other] = nil
            }
            let client = PinnedClient(pin)
            clients[pin] = client
            return client
        }
    }
}

/// A server's name and the address it is asked at.
private struct Pin: Hashable {
    let host: String
    let address: IPAddress
}

/// A client that knows one server at one address; it keeps what it has read of the system's certificates.
private final class PinnedClient: Sendable {
    let http: HTTPClient

    init(_ pin: Pin) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.httpVersion = .http1Only
        configuration.maximumUsesPerConnection = 1
        configuration.connectionPool.retryConnectionEstablishment = false
        // Certificate and Host stay those of the name.
        configuration.dnsOverride = [pin.host: pin.address.text]
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        http.shutdown { _ in }
    }
}

/// A body that is handed out once, and knows whether it was.
private final class SingleBody: Sendable {
    private let bytes: Mutex<[UInt8]?>

    init(_ bytes: [UInt8]) {
        self.bytes = Mutex(bytes)
    }

    var isBegun: Bool { bytes.withLock { $0 == nil } }

    func next() -> ByteBuffer? {
        bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes.map { ByteBuffer(bytes: $0) }
        }
    }
}
