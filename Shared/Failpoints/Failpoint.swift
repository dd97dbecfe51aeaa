// SPDX-License-Identifier: Apache-2.0

/// Places where a test has the process killed, as if power had failed right there.
///
/// Nothing happens unless the environment says so when the process starts: `SUITE_FAILPOINT=relay-before-mark` or, for
/// the third time the place is reached, `relay-before-mark:3`. Unarmed, a place costs the look at one constant. The
/// table in docs/reliability.md says what each one shows.
package enum Failpoint: String, CaseIterable, Sendable {
    // Every transaction of a service.

    /// All statements have run, COMMIT is not sent.
    case beforeCommit = "before-commit"
    /// COMMIT is answered; nobody was told.
    case afterCommit = "after-commit"

    // A request, at the asker and at the answerer.

    /// The asker waits for a reply, the request is not handed to the broker.
    case requestSending = "request-sending"
    /// The reply has come, the asker was not told.
    case replyReceived = "reply-received"
    /// Decoded, nothing done.
    case requestReceived = "request-received"
    /// The handler has finished, the reply is not handed to the broker.
    case requestBeforeReply = "request-before-reply"
    /// The reply is handed to the broker, the request not acknowledged.
    case requestAfterReply = "request-after-reply"

    // The record that makes a write take effect once.

    /// The key's row is inserted, not committed.
    case keyClaimed = "key-claimed"
    /// The answer is stored, not committed.
    case answerStored = "answer-stored"

    // Events on their way out.

    /// The outbox row is written, not committed.
    case eventWritten = "event-written"
    /// The relay has its lock and has read nothing.
    case relayLocked = "relay-locked"
    /// The relay has read rows and published none.
    case relayRead = "relay-read"
    case relayBeforePublish = "relay-before-publish"
    /// One event is confirmed, others of its batch may not be.
    case relayAfterPublish = "relay-after-publish"
    /// All of a batch are confirmed, none is marked published.
    case relayBeforeMark = "relay-before-mark"
    case relayAfterMark = "relay-after-mark"

    // Events on their way in.

    /// Delivered, nothing done.
    case eventReceived = "event-received"
    /// The inbox row is inserted, the effect not begun.
    case inboxClaimed = "inbox-claimed"
    /// The effect is committed, the delivery not acknowledged.
    case eventBeforeAck = "event-before-ack"
    /// Found undecodable, not parked.
    case poisonBeforePark = "poison-before-park"
    /// Parked, the delivery not acknowledged.
    case poisonAfterPark = "poison-after-park"

    // scheduling

    /// The customers are registered with participants, the booking's transaction not begun.
    case customersRegistered = "customers-registered"
    /// The slot is occupied, the event not written.
    case slotTaken = "slot-taken"

    // participants

    /// The appointment is registered, its customers are not; nothing is committed.
    case registrationBegun = "registration-begun"
    /// The registration is committed, scheduling not told.
    case registrationCommitted = "registration-committed"

    // calendar

    /// The facts are written, not committed.
    case factsKept = "facts-kept"

    // notifications

    /// Messages are planned, not committed.
    case messagesPlanned = "messages-planned"
    case beforeClaim = "before-claim"
    case afterClaim = "after-claim"
    /// The durable mark is committed, the provider not called.
    case afterMark = "after-mark"
    /// The provider has answered.
    case afterSubmit = "after-submit"
    /// The result is written but not committed.
    case beforeRecord = "before-record"

    /// Ends the process with signal 9 where this is the place that was named, reached as often as asked for.
    package func pass() {
        guard let armed = ArmedFailpoint.ofThisProcess, armed.failpoint == self else { return }
        armed.reach()
    }
}
