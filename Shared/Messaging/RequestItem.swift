// SPDX-License-Identifier: Apache-2.0
package import Contract

/// One request within a request message.
package struct RequestItem: Sendable, Equatable {
    /// Random and unique: the answer carries it, and it stands in for a missing idempotency key.
    package var id: String
    package var operation: String
    /// Milliseconds since the epoch; nothing is started after it.
    package var deadline: Int64
    /// Who asked; a nested request carries the caller of the outer one.
    package var caller: Caller
    /// The secret that proves who asks, where the operation's owner is to judge it. Never passed on, never logged.
    package var credential: String?
    /// The client's `Idempotency-Key`.
    package var key: String?
    /// W3C `traceparent`.
    package var trace: String?
    /// When it was sent, in microseconds since the epoch; says how long it waited.
    package var sent: Int64?
    /// `If-Match` as the client sent it.
    package var ifMatch: String?
    /// The operation's fields, one JSON object.
    package var payload: [UInt8]

    package init(
        id: String, operation: String, deadline: Int64, caller: Caller, credential: String? = nil, key: String? = nil,
        trace: String? = nil, sent: Int64? = nil, ifMatch: String? = nil, payload: [UInt8]
    ) {
        self.id = id
        self.operation = operation
        self.deadline = deadline
        self.caller = caller
        self.credential = credential
        self.key = key
        self.trace = trace
        self.sent = sent
        self.ifMatch = ifMatch
        self.payload = payload
    }
}

/// The answer to one request within a reply message.
package struct ReplyItem: Sendable, Equatable {
    /// The request's id.
    package var id: String
    package var outcome: RequestOutcome

    package init(id: String, outcome: RequestOutcome) {
        self.id = id
        self.outcome = outcome
    }
}

/// How a request ended.
package enum RequestOutcome: Sendable, Equatable {
    case answered(Answer)
    /// A typed "no" of the operation.
    case refused(Refusal)
    /// The system's own failure, `fault`, `unavailable` or `late`; carries no internals.
    case failed(FailureKind)

    /// Whether the system failed; a typed "no" is no failure.
    package var isFailure: Bool {
        switch self {
        case .answered, .refused: false
        case .failed: true
        }
    }
}
