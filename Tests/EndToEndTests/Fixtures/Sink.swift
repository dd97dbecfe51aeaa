// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

/// Where the suite's mail goes in a test: a folder of a real SMTP server's.
enum Sink {
    /// The mails an address was sent, once there are so many.
    static func mails(
        _ count: Int = 1, to address: String, within limit: Duration = .seconds(30)
    ) async throws -> [Mail] {
        let arrived = try await Eventually.find(
            "\(count) mails to \(address)", within: limit, every: .milliseconds(100)
        ) {
            () -> [String]? in
            let found = try Self.files(to: address)
            return found.count >= count ? found : nil
        }
        var mails: [Mail] = []
        for file in arrived {
            mails.append(try await Mail(file))
        }
        return mails
    }

    /// How many mails an address was sent by now.
    static func count(to address: String) throws -> Int {
        try files(to: address).count
    }

    private static func files(to address: String) throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        // A relative path counts from the checkout.
        let folder = URL(filePath: try RunningSuite.value("SINK_DIR"), relativeTo: root).appending(path: "mail")
        let wanted = Data("X-Envelope-To: \(address)\r\n".utf8)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".eml") }.sorted()
            .map { folder.appending(path: $0) }.filter { try Data(contentsOf: $0).range(of: wanted) != nil }.map(\.path)
    }
}
