// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ

extension InboundFrame {
    /// Copies a frame out of the library's memory, except for pieces of bodies.
    ///
    /// - Throws: ``AMQPFailure`` with code `protocolViolation` for a frame that is not one.
    init(_ frame: amqp_frame_t) throws(AMQPFailure) {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            self = try Self.method(frame.payload.method)
        case AMQP_FRAME_HEADER:
            let properties = try Self.fields(frame.payload.properties.decoded, amqp_basic_properties_t.self)
            self = .header(bodySize: frame.payload.properties.body_size, AMQPMessage(properties))
        case AMQP_FRAME_BODY:
            self = .body(UnsafeRawBufferPointer(frame.payload.body_fragment))
        default:
            throw AMQPFailure(.protocolViolation, "a frame of type \(frame.frame_type)")
        }
    }

    private static func method(_ method: amqp_method_t) throws(AMQPFailure) -> InboundFrame {
        switch suite_amqp_method(method.id) {
        case suite_amqp_basic_deliver:
            let fields = try fields(method.decoded, amqp_basic_deliver_t.self)
            return .delivery(
                DeliveryStart(
                    tag: fields.delivery_tag, redelivered: fields.redelivered != 0, exchange: String(fields.exchange),
                    routingKey: String(fields.routing_key)))
        case suite_amqp_basic_ack:
            let fields = try fields(method.decoded, amqp_basic_ack_t.self)
            return .answer(tag: fields.delivery_tag, multiple: fields.multiple != 0, acknowledged: true)
        case suite_amqp_basic_nack:
            let fields = try fields(method.decoded, amqp_basic_nack_t.self)
            return .answer(tag: fields.delivery_tag, multiple: fields.multiple != 0, acknowledged: false)
        case suite_amqp_basic_return:
            let fields = try fields(method.decoded, amqp_basic_return_t.self)
            return .returned(
                ReturnStart(
                    code: Int(fields.reply_code), text: String(fields.reply_text), exchange: String(fields.exchange),
                    routingKey: String(fields.routing_key)))
        case suite_amqp_basic_cancel: return .cancelled
        case suite_amqp_channel_close:
            let fields = try fields(method.decoded, amqp_channel_close_t.self)
            let failure = AMQPFailure(
                .channelClosed, String(fields.reply_text), replyCode: Int(fields.reply_code))
            // basic.publish is method 40 of class 60 (AMQP 0-9-1, 1.8.3).
            return .channelClosed(failure, overPublish: fields.class_id == 60 && fields.method_id == 40)
        case suite_amqp_connection_close:
            let fields = try fields(method.decoded, amqp_connection_close_t.self)
            return .connectionClosed(
                AMQPFailure(.connectionClosed, String(fields.reply_text), replyCode: Int(fields.reply_code)))
        case suite_amqp_connection_blocked:
            return .blocked(reason: String(try fields(method.decoded, amqp_connection_blocked_t.self).reason))
        case suite_amqp_connection_unblocked: return .unblocked
        case suite_amqp_connection_close_ok: return .connectionCloseConfirmed
        case suite_amqp_channel_open_ok: return .reply(.opened)
        case suite_amqp_channel_close_ok: return .reply(.closed)
        case suite_amqp_queue_declare_ok:
            let fields = try fields(method.decoded, amqp_queue_declare_ok_t.self)
            return .declared(messages: Int(fields.message_count))
        case suite_amqp_queue_bind_ok: return .reply(.bound)
        case suite_amqp_basic_qos_ok: return .reply(.prefetchSet)
        case suite_amqp_basic_consume_ok: return .reply(.consuming)
        case suite_amqp_basic_cancel_ok: return .reply(.cancelled)
        case suite_amqp_confirm_select_ok: return .reply(.confirmsSelected)
        default: return .unknown(method: method.id)
        }
    }

    private static func fields<Fields>(
        _ decoded: UnsafeMutableRawPointer?, _ type: Fields.Type
    ) throws(AMQPFailure) -> Fields {
        guard let decoded else { throw AMQPFailure(.protocolViolation, "a frame without fields") }
        return decoded.load(as: type)
    }
}
