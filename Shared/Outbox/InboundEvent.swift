// SPDX-License-Identifier: Apache-2.0
import AMQP
import Foundation
import JSON
package import Logging
package import Messaging

/// One message of the video platform as a reaction gets it.
package struct InboundEvent<Payload: Codable & Sendable>: Sendable {
    /// AMQP `message-id`: the deduplication key, for ``Inbox``.
    package let id: String
    package let data: Payload
    /// W3C `traceparent`; the platform's trace where it sent one.
    package let trace: String?
    /// A bound for the reaction's database work; past it the message is tried again.
    package let deadline: Deadline
    package let logger: Logger

    package init(id: String, data: Payload, trace: String? = nil, deadline: Deadline, logger: Logger) {
        self.id = id
        self.data = data
        self.trace = trace
        self.deadline = deadline
        self.logger = logger
    }

    /// Reads a message whose body is the data itself or a CloudEvent around it (structured JSON mode).
    ///
    /// The routing key says what it is; a CloudEvent's own `type` and `id` are the platform's affair.
    ///
    /// - Throws: ``UndecodableEvent`` with a reason that holds none of the content.
    init(_ message: AMQPMessage, trace: String? = nil, deadline: Deadline, logger: Logger) throws {
        guard let id = message.messageID, !id.isEmpty, !id.utf8.contains(0) else {
            throw UndecodableEvent("message-id is missing")
        }
        guard let members = try? JSONSlices.members(of: message.body) else {
            throw UndecodableEvent("not a JSON object")
        }
        var range = message.body.indices
        if let version = members.first(where: { $0.name == "specversion" }) {
            guard JSONSlices.string(of: message.body, in: version.range) == "1.0",
                let data = members.first(where: { $0.name == "data" })
            else { throw UndecodableEvent("not a CloudEvent 1.0 with data") }
            range = data.range
        }
        guard let data = try? JSONDecoder().decode(Payload.self, from: Data(message.body[range])) else {
            throw UndecodableEvent("data does not have the event's shape")
        }
        self.init(id: id, data: data, trace: trace, deadline: deadline, logger: logger)
    }
}
