// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One GET of a JWK set, bounded in bytes and in time.
///
/// No redirect is followed and nothing is kept from one fetch to the next, so that a changed address is found.
struct KeyDownload: Sendable {
    /// A set of a hundred keys has a tenth of it.
    static let longest = 262_144

    let url: String
    /// For everything from the look-up of the name to the last byte; requests may be waiting for it.
    var patience: Duration = .seconds(2)

    /// - Returns: the document.
    /// - Throws: ``KeyDownloadFault``, or whatever kept the answer from arriving.
    func document() async throws -> [UInt8] {
        // The client's own deadline ends with the head of the answer, so it only has to be later than this.
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await get() }
            group.addTask {
                try await Task.sleep(for: patience)
                throw KeyDownloadFault.late
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private func get() async throws -> [UInt8] {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = TimeAmount(patience)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: "application/jwk-set+json, application/json")
            let response = try await client.execute(request, timeout: TimeAmount(patience * 2))
            guard response.status == .ok else { throw KeyDownloadFault.status(Int(response.status.code)) }
            var bytes: [UInt8] = []
            for try await part in response.body {
                guard bytes.count + part.readableBytes <= Self.longest else { throw KeyDownloadFault.tooLarge }
                bytes += part.readableBytesView
            }
            return bytes
        }
    }
}

/// Why an answer is not taken for a key set; its text holds nothing of the answer's body.
enum KeyDownloadFault: Error, Equatable, CustomStringConvertible {
    case late
    case status(Int)
    case tooLarge

    var description: String {
        switch self {
        case .late: "no whole answer in time"
        case .status(let code): "the answer has status \(code)"
        case .tooLarge: "the answer is too large"
        }
    }
}
