// SPDX-License-Identifier: Apache-2.0
import Contract
import GatewayContract
import HummingbirdCore
import NIOCore

/// Reads a request body, bounded in bytes and in time.
enum BodyReader {
    /// A body that fits the limit takes a phone's uplink a second or two; more is a client that holds on to us.
    static let patience: Duration = .seconds(10)

    private static let late = Problem(.malformedBody, "The body took too long to arrive.", closesConnection: true)

    /// - Parameter channel: the connection that it comes from; without one it may take any time.
    /// - Throws: ``Problem``; any other error is the connection's and is left to the server.
    static func read(
        _ body: RequestBody, from channel: (any Channel)? = nil, within patience: Duration = BodyReader.patience
    ) async throws -> [UInt8] {
        let bytes = try await whole(body, from: channel, within: patience)
        guard !bytes.isEmpty else { throw BodyRules.missing }
        return bytes
    }

    /// Reads past a body that nobody asked for and whose length isn't announced, within the same bounds.
    static func skip(
        _ body: RequestBody, from channel: (any Channel)? = nil, within patience: Duration = BodyReader.patience
    ) async throws {
        _ = try await whole(body, from: channel, within: patience)
    }

    private static func whole(
        _ body: RequestBody, from channel: (any Channel)?, within patience: Duration
    ) async throws -> [UInt8] {
        // An error of the connection ends the wait for a part that doesn't come. A timer of the event loop costs a
        // body that is there at once next to nothing.
        let end = channel.map { channel in
            channel.eventLoop.scheduleTask(in: TimeAmount(patience)) { channel.pipeline.fireErrorCaught(late) }
        }
        defer { end?.cancel() }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= HTTP.maximumBodyBytes else { throw BodyRules.tooLarge }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }
}
