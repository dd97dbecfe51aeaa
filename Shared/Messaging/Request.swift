// SPDX-License-Identifier: Apache-2.0
package import Contract

/// One request as a handler gets it: the operation's fields, who asked, and until when an answer is wanted.
package struct Request<Asked: Operation>: Sendable {
    package let operation: Asked
    package let caller: Caller
    /// The secret that proves who asks, with ``Access/verification`` only: to be judged, never passed on or logged.
    package let credential: String?
    /// Identifies the request; stands in for a missing idempotency key, so that a redelivery never acts twice.
    package let id: String
    /// The client's idempotency key, nil when it sent none.
    package let key: String?
    /// `If-Match` as the client sent it.
    package let ifMatch: String?
    package let trace: String?
    /// The operation's fields as JSON, for comparing repeated requests.
    package let payload: [UInt8]
    /// Nothing is started after it; it travels into nested calls and statement timeouts.
    package let deadline: Deadline
    private let faults: [Fault]

    package init(
        operation: Asked, faults: [Fault] = [], caller: Caller, credential: String? = nil, id: String,
        key: String? = nil, ifMatch: String? = nil, trace: String? = nil, payload: [UInt8] = [], deadline: Deadline
    ) {
        self.operation = operation
        self.faults = faults
        self.caller = caller
        self.credential = credential
        self.id = id
        self.key = key
        self.ifMatch = ifMatch
        self.trace = trace
        self.payload = payload
        self.deadline = deadline
    }

    /// Refuses with every fault of the fields; the owner calls it when the contract's order of checks has come to
    /// validation, after the row and its rights.
    package func requireValid() throws(Refusal) {
        guard faults.isEmpty else { throw Refusal(.invalidRequest, faults: faults) }
    }

    /// The refusal with every fault of the fields and one more that only the owner could find; a field that has one
    /// already gets no second one.
    package func invalid(_ fault: Fault) -> Refusal {
        let isKnown = faults.contains { $0.pointer == fault.pointer }
        return Refusal(.invalidRequest, faults: isKnown ? faults : faults + [fault])
    }
}
