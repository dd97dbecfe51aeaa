// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON

/// Where the suite's SMS go in a test: a file of a real web server's.
enum SMSInbox {
    struct Message: Sendable {
        let from: String
        let text: String
    }

    /// What a number was sent, once there is so much.
    static func messages(
        _ count: Int, to number: String, within limit: Duration = .seconds(30)
    ) async throws -> [Message] {
        try await Eventually.find("\(count) SMS to \(number)", within: limit, every: .milliseconds(100)) {
            let found = try messages(to: number)
            return found.count >= count ? found : nil
        }
    }

    /// What a number was sent by now, in order.
    static func messages(to number: String) throws -> [Message] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        // A relative path counts from the checkout.
        let file = URL(filePath: try RunningSuite.value("SINK_DIR"), relativeTo: root).appending(path: "sms.jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return try text.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8), limits: .message) }
            .filter { $0["to"]?.text == number }
            .map { Message(from: $0["from"]?.text ?? "", text: $0["text"]?.text ?? "") }
    }
}
