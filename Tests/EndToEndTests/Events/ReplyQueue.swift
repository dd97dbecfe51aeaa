// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Synchronization
import Testing

/// Asks a service over the broker, past the gateway, with the administrator's login.
enum ReplyQueue {
    private final class Replies: Sendable {
        let bodies = Mutex<[[UInt8]]>([])
    }

    /// Sends one request message and returns the first item of its reply.
    static func ask(_ body: [UInt8], user: String?, key: String) async throws -> JSONValue? {
        let replies = Replies()
        let consumer = AMQPConsumer(
            address: try AMQPAddress(url: try Broker.administrator), name: "end-to-end tests",
            subscriptions: [
                .received(queue: .exclusive(prefix: "replies.", exchange: "appointments.replies")) { delivery in
                    replies.bodies.withLock { $0.append(delivery.message.body) }
                }
            ], logger: RunningSuite.logger)
        return try await Broker.running(consumer) {
            try #require(await consumer.becomesAvailable(within: .seconds(20)))
            let name = try await Eventually.find("reply queue") { consumer.queueNames.first }
            let message = AMQPMessage(
                body: body, contentType: "application/json", correlationID: "c", messageID: "m",
                replyTo: name, userID: user)
            let outcome = try await Broker.publish(
                message, to: "appointments.requests", key: key, as: try Broker.administrator)
            try #require(outcome == .confirmed)
            let reply = try await Eventually.find("reply") { replies.bodies.withLock { $0.first } }
            return try JSONValue.parse(reply).elements?.first
        }
    }
}
