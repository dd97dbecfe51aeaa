// SPDX-License-Identifier: Apache-2.0
import Logging
import Observability

extension PublisherRole {
    func received(
        _ frame: InboundFrame, on channel: UInt16, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) {
        switch frame {
        case .answer(let tag, let multiple, let acknowledged):
            confirms.answered(tag, multiple: multiple, acknowledged: acknowledged) { ticket, outcome in
                resolve(ticket, outcome)
            }
        case .returned(let start):
            try assembler.begin(start)
        case .header(let bodySize, let message):
            noteReturn(try assembler.header(bodySize: bodySize, message: message))
        case .body(let piece):
            noteReturn(try assembler.body(piece))
        case .reply(let reply):
            try answered(reply, connection, at: now)
        case .channelClosed(let failure, let overPublish):
            try channelClosed(by: failure, overPublish: overPublish, connection, at: now)
        case .blocked(let reason):
            logger.warning("the broker takes no messages", metadata: ["reason": "\(reason)"])
            blockedReason = reason
            announce()
        case .unblocked:
            logger.info("the broker takes messages again")
            blockedReason = nil
            announce()
        case .delivery, .cancelled:
            throw AMQPFailure(.protocolViolation, "a delivery where nothing is consumed")
        case .declared:
            throw AMQPFailure(.protocolViolation, "a queue where none was declared")
        case .connectionClosed(let failure):
            throw failure
        case .connectionCloseConfirmed:
            throw AMQPFailure(.protocolViolation, "the broker confirmed a close nobody asked for")
        case .unknown(let method):
            logger.debug("ignored a frame", metadata: ["method": "\(method)"])
        }
    }

    private func noteReturn(_ content: (start: InboundFrame.ReturnStart, message: AMQPMessage)?) {
        guard let (start, message) = content else { return }
        let identity = PublisherConfirms<Ticket>.Identity(
            exchange: start.exchange, routingKey: start.routingKey, messageID: message.messageID,
            correlationID: message.correlationID, bodyBytes: message.body.count)
        if !confirms.returned(identity, code: start.code, text: start.text) {
            logger.debug("a returned message nobody waits for", metadata: ["exchange": "\(start.exchange)"])
        }
    }

    private func answered(
        _ reply: ChannelReply, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) {
        guard case .settingUp(var setup, _) = phase else {
            throw AMQPFailure(.protocolViolation, "the broker answered \(reply), which was not asked")
        }
        switch try setup.answered(reply) {
        case .next(let command):
            phase = .settingUp(setup, deadline: now + limits.connectTimeout)
            try connection.send(command, on: Self.channel)
        case .complete:
            becameReady()
        }
    }

    /// The broker closes the channel over a message it can't take, for example for an exchange that does not exist. A
    /// new one is opened at once, unless nothing was confirmed on this one.
    private func channelClosed(
        by failure: AMQPFailure, overPublish: Bool, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure) {
        AMQPMetrics.process.channelsClosed.increment()
        logger.warning("the broker closed the publishing channel", metadata: ["error": "\(failure)"])
        try connection.send(.confirmClose, on: Self.channel)
        let delay = backOff.delay(afterWorking: confirms.hasAnswers)
        let reason = PublishOutcome.returned(code: failure.replyCode ?? 0, text: failure.message)
        assembler = ContentAssembler(bodyLimit: AMQPMessage.bodyLimit)
        phase = .waiting(until: now + delay)
        if delay > .zero {
            // Before the outcomes, so that who hears of one does not find a publisher that seems ready.
            announce()
        }
        confirms.abandon(becauseOf: overPublish ? reason : nil) { ticket, outcome in resolve(ticket, outcome) }
    }
}
