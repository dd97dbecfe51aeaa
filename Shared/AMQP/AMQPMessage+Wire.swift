// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ

extension AMQPMessage {
    /// Larger bodies are neither sent nor, by default, read.
    static let bodyLimit = 16 * 1_048_576

    /// Why the message can't be put on the wire, if so.
    ///
    /// Checked before the library sees it: once the first frame is out, a failure costs the connection.
    func obstacle(exchange: String, routingKey: String, frameBytes: Int) -> String? {
        guard body.count <= Self.bodyLimit else { return "the body exceeds \(Self.bodyLimit) bytes" }
        let texts = [
            exchange, routingKey, contentType ?? "", correlationID ?? "", messageID ?? "", replyTo ?? "", type ?? "",
            userID ?? "",
        ]
        guard texts.allSatisfy({ $0.utf8.count <= 255 }) else { return "a name or property exceeds 255 bytes" }
        guard !headers.isEmpty else { return nil }
        guard let headerBytes = AMQPValue.wireBytes(of: headers) else { return "the headers can't be encoded" }
        // The header frame has to hold the headers, every other property and 22 bytes of framing (AMQP 0-9-1, 4.2.6).
        guard headerBytes + texts.reduce(64, { $0 + $1.utf8.count }) <= frameBytes else {
            return "the headers exceed a frame of \(frameBytes) bytes"
        }
        return nil
    }

    /// The expiration as it goes on the wire: whole milliseconds, rounded up, at least 1.
    var expirationMilliseconds: Int64? {
        guard let expiration else { return nil }
        let (seconds, attoseconds) = expiration.components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000)
        // RabbitMQ refuses more than 2^32 - 1 ms.
        let longest = Int64(UInt32.max)
        guard !overflows else { return seconds > 0 ? longest : 1 }
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return min(max(1, min(whole, longest) + part), longest)
    }

    /// The properties as the library wants them, in the arena's memory.
    ///
    /// - Throws: ``AMQPFailure`` with code `library` if there is no memory left.
    func properties(in arena: Arena) throws(AMQPFailure) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        var flags = UInt32(AMQP_BASIC_DELIVERY_MODE_FLAG)
        properties.delivery_mode = UInt8(
            persistent ? AMQP_DELIVERY_PERSISTENT.rawValue : AMQP_DELIVERY_NONPERSISTENT.rawValue)
        if let contentType {
            properties.content_type = try arena.bytes(contentType)
            flags |= UInt32(AMQP_BASIC_CONTENT_TYPE_FLAG)
        }
        if let correlationID {
            properties.correlation_id = try arena.bytes(correlationID)
            flags |= UInt32(AMQP_BASIC_CORRELATION_ID_FLAG)
        }
        if let messageID {
            properties.message_id = try arena.bytes(messageID)
            flags |= UInt32(AMQP_BASIC_MESSAGE_ID_FLAG)
        }
        if let replyTo {
            properties.reply_to = try arena.bytes(replyTo)
            flags |= UInt32(AMQP_BASIC_REPLY_TO_FLAG)
        }
        if let type {
            properties.type = try arena.bytes(type)
            flags |= UInt32(AMQP_BASIC_TYPE_FLAG)
        }
        if let userID {
            properties.user_id = try arena.bytes(userID)
            flags |= UInt32(AMQP_BASIC_USER_ID_FLAG)
        }
        if let expirationMilliseconds {
            properties.expiration = try arena.bytes(String(expirationMilliseconds))
            flags |= UInt32(AMQP_BASIC_EXPIRATION_FLAG)
        }
        if !headers.isEmpty {
            properties.headers = try arena.table(headers)
            flags |= UInt32(AMQP_BASIC_HEADERS_FLAG)
        }
        properties._flags = flags
        return properties
    }

    /// Copies properties out of the library's memory; the body is still empty.
    init(_ properties: amqp_basic_properties_t) {
        let flags = properties._flags
        func text(_ flag: Int32, _ bytes: amqp_bytes_t) -> String? {
            flags & UInt32(flag) == 0 ? nil : String(bytes)
        }
        let isPersistent = UInt32(properties.delivery_mode) == AMQP_DELIVERY_PERSISTENT.rawValue
        self.init(
            body: [],
            contentType: text(AMQP_BASIC_CONTENT_TYPE_FLAG, properties.content_type),
            correlationID: text(AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id),
            messageID: text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id),
            replyTo: text(AMQP_BASIC_REPLY_TO_FLAG, properties.reply_to),
            type: text(AMQP_BASIC_TYPE_FLAG, properties.type),
            userID: text(AMQP_BASIC_USER_ID_FLAG, properties.user_id),
            expiration: text(AMQP_BASIC_EXPIRATION_FLAG, properties.expiration)
                .flatMap(UInt32.init).map { .milliseconds($0) },
            persistent: flags & UInt32(AMQP_BASIC_DELIVERY_MODE_FLAG) != 0 && isPersistent,
            headers: flags & UInt32(AMQP_BASIC_HEADERS_FLAG) == 0 ? [:] : AMQPValue.table(properties.headers))
    }
}
