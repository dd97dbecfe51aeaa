// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import HummingbirdCore
import NIOCore

/// Reads a request body, bounded in bytes and in time.
enum BodyReader {
    /// A body that fits the limit takes a phone's uplink a second or two; more is a client that holds on to us.
    static let patience: Duration = .seconds(10)

    /// - Throws: ``Problem``; any other error is the connection's and is left to the server.
    static func read(_ body: RequestBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        let start = ContinuousClock.now
        for try await part in body {
            guard bytes.count + part.readableBytes <= HTTP.maximumBodyBytes else { throw BodyRules.tooLarge }
            bytes.append(contentsOf: part.readableBytesView)
            guard ContinuousClock.now - start <= patience else {
                throw Problem(.malformedBody, "The body took too long to arrive.", closesConnection: true)
            }
        }
        guard !bytes.isEmpty else { throw BodyRules.missing }
        return bytes
    }
}
