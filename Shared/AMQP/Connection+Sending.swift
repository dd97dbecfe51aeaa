// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ

extension Connection {
    /// Sends a command; the answer comes as a frame.
    ///
    /// - Throws: ``AMQPFailure`` if the connection is lost.
    func send(_ command: ChannelCommand, on channel: UInt16) throws(AMQPFailure) {
        arena.recycle()
        switch command {
        case .open:
            try send(suite_amqp_channel_open, amqp_channel_open_t(), on: channel)
        case .selectConfirms:
            try send(suite_amqp_confirm_select, amqp_confirm_select_t(), on: channel)
        case .checkQueue(let name):
            var fields = amqp_queue_declare_t()
            fields.queue = try arena.bytes(name)
            fields.passive = 1
            try send(suite_amqp_queue_declare, fields, on: channel)
        case .declareTransient(let name):
            var fields = amqp_queue_declare_t()
            fields.queue = try arena.bytes(name)
            try send(suite_amqp_queue_declare, fields, on: channel)
        case .declareExclusive(let name):
            var fields = amqp_queue_declare_t()
            fields.queue = try arena.bytes(name)
            fields.exclusive = 1
            fields.auto_delete = 1
            try send(suite_amqp_queue_declare, fields, on: channel)
        case .bind(let queue, let exchange, let routingKey):
            var fields = amqp_queue_bind_t()
            fields.queue = try arena.bytes(queue)
            fields.exchange = try arena.bytes(exchange)
            fields.routing_key = try arena.bytes(routingKey)
            try send(suite_amqp_queue_bind, fields, on: channel)
        case .setPrefetch(let count):
            var fields = amqp_basic_qos_t()
            fields.prefetch_count = count
            try send(suite_amqp_basic_qos, fields, on: channel)
        case .consume(let queue, let settled):
            var fields = amqp_basic_consume_t()
            fields.queue = try arena.bytes(queue)
            fields.consumer_tag = try arena.bytes(Self.consumerTag)
            fields.no_ack = settled ? 1 : 0
            try send(suite_amqp_basic_consume, fields, on: channel)
        case .cancel:
            var fields = amqp_basic_cancel_t()
            fields.consumer_tag = try arena.bytes(Self.consumerTag)
            try send(suite_amqp_basic_cancel, fields, on: channel)
        case .close:
            var fields = amqp_channel_close_t()
            fields.reply_code = UInt16(AMQP_REPLY_SUCCESS)
            try send(suite_amqp_channel_close, fields, on: channel)
        case .confirmClose:
            try send(suite_amqp_channel_close_ok, amqp_channel_close_ok_t(), on: channel)
        }
    }

    /// Every channel has one consumer; tags are per channel.
    private static let consumerTag = "consumer"

    /// - Throws: ``AMQPFailure`` if the connection is lost.
    func settle(_ command: SettlementWindow.Command, on channel: UInt16) throws(AMQPFailure) {
        switch command {
        case .acknowledge(let tag, let multiple):
            try Self.check(amqp_basic_ack(state, channel, tag, multiple ? 1 : 0))
        case .reject(let tag, let requeue):
            try Self.check(amqp_basic_reject(state, channel, tag, requeue ? 1 : 0))
        }
    }

    /// Publishes a message that has no ``AMQPMessage/obstacle(exchange:routingKey:frameBytes:)``.
    ///
    /// - Throws: ``AMQPFailure`` if the connection is lost, part of the message perhaps sent.
    func publish(
        _ message: AMQPMessage, to exchange: String, routingKey: String, mandatory: Bool, on channel: UInt16
    ) throws(AMQPFailure) {
        arena.recycle()
        var properties = try message.properties(in: arena)
        let exchange = try arena.bytes(exchange)
        let routingKey = try arena.bytes(routingKey)
        let status = message.body.withUnsafeBytes { body in
            // The library only reads it.
            let bytes = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
            return amqp_basic_publish(
                state, channel, exchange, routingKey, mandatory ? 1 : 0, 0, &properties, bytes)
        }
        try Self.check(status)
    }

    /// Whether the library leaves the end of such a body with the kernel, marked as having more to follow
    /// (native-clients.md M2); then ``pushTail()`` is needed.
    func leavesTail(bodyBytes: Int) -> Bool {
        bodyBytes % (frameBytes - 8) == 0
    }

    func pushTail() {
        _ = suite_amqp_push_tail(descriptor)
    }

    /// Lets the kernel gather what is sent during the body into full segments.
    func gathering<Result>(_ body: () throws(AMQPFailure) -> Result) throws(AMQPFailure) -> Result {
        _ = suite_amqp_cork(descriptor, 1)
        defer { _ = suite_amqp_cork(descriptor, 0) }
        return try body()
    }

    /// Tells the broker that this is the end; it answers with ``InboundFrame/connectionCloseConfirmed``.
    ///
    /// - Throws: ``AMQPFailure`` if the connection is lost.
    func sendClose() throws(AMQPFailure) {
        var fields = amqp_connection_close_t()
        fields.reply_code = UInt16(AMQP_REPLY_SUCCESS)
        try send(suite_amqp_connection_close, fields, on: 0)
    }

    /// Answers the broker's close; whether it arrives does not matter any more.
    func confirmClose() {
        var fields = amqp_connection_close_ok_t()
        _ = amqp_send_method(state, 0, suite_amqp_connection_close_ok.rawValue, &fields)
    }

    private func send<Fields: BitwiseCopyable>(
        _ method: suite_amqp_method, _ fields: Fields, on channel: UInt16
    ) throws(AMQPFailure) {
        var fields = fields
        let status = withUnsafeMutableBytes(of: &fields) { bytes in
            amqp_send_method(state, channel, method.rawValue, bytes.baseAddress)
        }
        try Self.check(status)
    }
}
