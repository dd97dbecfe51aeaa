// SPDX-License-Identifier: Apache-2.0

/// The bookkeeping of one channel in confirm mode: which published messages the broker still owes an answer for.
///
/// The broker numbers the messages of a channel from 1 and answers by number: singly or up to and including one, in any
/// order, an unroutable message being returned before it is acknowledged (RabbitMQ: Consumer Acknowledgements and
/// Publisher Confirms). Every ticket handed in comes out exactly once.
struct PublisherConfirms<Ticket> {
    /// What a returned message is recognized by; the broker returns it without its number.
    struct Identity: Equatable {
        var exchange: String
        var routingKey: String
        var messageID: String?
        var correlationID: String?
        var bodyBytes: Int
    }

    private struct Entry {
        var ticket: Ticket?
        let identity: Identity?
        let deadline: ContinuousClock.Instant
        var refusal: PublishOutcome?
    }

    /// Entry `i` has the number `firstTag + i`; those before `head` are answered.
    private var entries: [Entry] = []
    private var head = 0
    private var firstTag: UInt64 = 1
    /// How many messages wait for an answer.
    private(set) var outstanding = 0
    /// Whether the broker has answered for any message of this channel.
    private(set) var hasAnswers = false

    /// Notes a message as sent, in the order of sending.
    ///
    /// - Parameters:
    ///   - identity: for mandatory messages, what to recognize a return by.
    ///   - deadline: when to stop waiting; must not lie before that of the message sent before.
    mutating func sent(_ ticket: Ticket, returnableAs identity: Identity?, deadline: ContinuousClock.Instant) {
        entries.append(Entry(ticket: ticket, identity: identity, deadline: deadline, refusal: nil))
        outstanding += 1
    }

    /// Notes that the broker returned a message; the outcome follows with its confirm.
    ///
    /// Messages that look alike are matched in the order of sending, which is the order of returns.
    /// - Returns: false if no outstanding message looks like it.
    mutating func returned(_ identity: Identity, code: Int, text: String) -> Bool {
        for index in head..<entries.count
        where entries[index].ticket != nil && entries[index].refusal == nil && entries[index].identity == identity {
            entries[index].refusal = .returned(code: code, text: text)
            return true
        }
        return false
    }

    /// Takes the broker's answer for a message, or with `multiple` for all up to it; numbers already answered or
    /// never given are ignored.
    mutating func answered(
        _ tag: UInt64, multiple: Bool, acknowledged: Bool, resolve: (Ticket, PublishOutcome) -> Void
    ) {
        hasAnswers = true
        // Number 0 with `multiple` means all outstanding (AMQP 0-9-1, basic.ack).
        let everything = multiple && tag == 0
        guard everything || tag >= firstTag else { return }
        let last = everything ? entries.count - 1 : Int(clamping: tag - firstTag)
        guard last < entries.count, last >= head else { return }
        for index in (multiple ? head : last)...last {
            let answer = entries[index].refusal ?? (acknowledged ? .confirmed : .nacked)
            release(index, with: answer, resolve)
        }
        compact()
    }

    /// When the oldest outstanding message runs out of time.
    var nextDeadline: ContinuousClock.Instant? {
        head < entries.count ? entries[head].deadline : nil
    }

    /// Gives up on messages whose time is up; a later answer for them is ignored.
    mutating func expire(at now: ContinuousClock.Instant, resolve: (Ticket, PublishOutcome) -> Void) {
        var index = head
        while index < entries.count, entries[index].deadline <= now {
            release(index, with: entries[index].refusal ?? .unavailable(.unknown), resolve)
            index += 1
        }
        compact()
    }

    /// Gives up on all, because the channel is gone, and starts anew with number 1.
    ///
    /// - Parameter reason: why the broker closed the channel, if it did so over a published message. Where only one
    ///   message was outstanding it must have been that one.
    mutating func abandon(becauseOf reason: PublishOutcome? = nil, resolve: (Ticket, PublishOutcome) -> Void) {
        let culprit = outstanding == 1 ? reason : nil
        for index in head..<entries.count {
            release(index, with: entries[index].refusal ?? culprit ?? .unavailable(.unknown), resolve)
        }
        self = PublisherConfirms()
    }

    private mutating func release(
        _ index: Int, with outcome: PublishOutcome, _ resolve: (Ticket, PublishOutcome) -> Void
    ) {
        guard let ticket = entries[index].ticket else { return }
        entries[index].ticket = nil
        outstanding -= 1
        resolve(ticket, outcome)
    }

    private mutating func compact() {
        while head < entries.count, entries[head].ticket == nil {
            head += 1
        }
        // Moving the rest is paid for by at least as many answers.
        guard head > 0, head * 2 >= entries.count else { return }
        entries.removeFirst(head)
        firstTag += UInt64(head)
        head = 0
    }
}
