// SPDX-License-Identifier: Apache-2.0
import Logging
import Observability

extension ConsumerRole {
    func received(
        _ frame: InboundFrame, on number: UInt16, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) {
        if number == 0 {
            try receivedOnConnection(frame)
            return
        }
        guard let index = Int(exactly: number).map({ $0 - 1 }), channels.indices.contains(index) else {
            throw AMQPFailure(.protocolViolation, "a frame on channel \(number), which is not open")
        }
        let channel = channels[index]
        switch frame {
        case .delivery(let start):
            try channel.begin(start)
        case .header(let bodySize, let message):
            try channel.header(bodySize: bodySize, message)
        case .body(let piece):
            try channel.body(piece)
        case .reply(let reply):
            try answered(reply, channel, connection, at: now)
        case .declared(let messages):
            channel.counted(messages)
            try answered(.declared, channel, connection, at: now)
        case .cancelled:
            AMQPMetrics.process.consumersStopped.increment()
            logger.warning(
                "the broker stopped a consumer", metadata: ["queue": "\(channel.life.queueName ?? "")"])
            if let command = channel.life.cancelledByBroker(at: now) {
                try connection.send(command, on: number)
            }
        case .channelClosed(let failure, _):
            AMQPMetrics.process.channelsClosed.increment()
            logger.warning(
                "the broker closed a consuming channel",
                metadata: ["queue": "\(channel.life.queueName ?? "")", "error": "\(failure)"])
            try connection.send(channel.life.closedByBroker(at: now), on: number)
            channel.startOver()
        case .answer, .returned:
            throw AMQPFailure(.protocolViolation, "an answer where nothing is published")
        case .connectionClosed, .connectionCloseConfirmed, .blocked, .unblocked:
            throw AMQPFailure(.protocolViolation, "a method of the connection on channel \(number)")
        case .unknown(let method):
            logger.debug("ignored a frame", metadata: ["method": "\(method)"])
        }
    }

    private func answered(
        _ reply: ChannelReply, _ channel: ConsumerChannel, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) {
        if let command = try channel.life.answered(reply, at: now) {
            try connection.send(command, on: channel.number)
        }
    }

    private func receivedOnConnection(_ frame: InboundFrame) throws(AMQPFailure) {
        switch frame {
        case .blocked, .unblocked:
            // Only publishing is blocked.
            return
        case .unknown(let method):
            logger.debug("ignored a frame", metadata: ["method": "\(method)"])
        case .connectionClosed(let failure):
            throw failure
        case .reply, .declared, .delivery, .returned, .header, .body, .answer, .cancelled, .channelClosed,
            .connectionCloseConfirmed:
            throw AMQPFailure(.protocolViolation, "a frame on channel 0 that does not belong there")
        }
    }
}
