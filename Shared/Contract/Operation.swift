// SPDX-License-Identifier: Apache-2.0

/// What every operation declares, public or private: the one place its name, kind, deadline and failures are written.
package protocol Operation: Sendable {
    /// Noun and verb, e.g. `appointment.schedule`: item name on the wire, span name, metric label, `operationId`.
    static var name: String { get }
    static var kind: OperationKind { get }
    /// How long the whole request may take, nested calls included.
    static var deadline: Duration { get }
    /// The problems its handler may refuse with, beside ``ProblemType/everywhere``.
    static var failures: [ProblemType] { get }
}

package enum OperationKind: String, Sendable {
    /// Changes something; takes an idempotency key; an unanswered one is `late` (done or not done).
    case command
    /// Changes nothing; an unanswered one is `unavailable`.
    case query
}

/// An operation that REST clients reach through the gateway.
package protocol PublicOperation: Operation {
    /// What it does, in one sentence for API users.
    static var summary: String { get }
    static var route: Route { get }
    static var access: Access { get }
    static var reply: ReplyForm { get }
    /// The name of the body's form in documents; of no use to routes without a body.
    static var requestName: String { get }
    /// Reads the request's fields; faults gather in the input, faulty fields get placeholders.
    init(reading input: inout Input)
}

/// An operation between two services, on queues of their own; both sides use the same `Codable` type.
package protocol PrivateOperation: Operation, Codable {
    associatedtype Reply: Codable & Sendable
    /// The services whose broker users may send it.
    static var callers: [ServiceName] { get }
}

/// What a successful answer of a public operation looks like.
package enum ReplyForm: Sendable, Equatable {
    /// 200 with a JSON document of that form. Where the whole of it has a version, that is the `ETag`.
    case document(Schema, isVersioned: Bool = false)
    /// 202 without a body: what was asked for goes on after the answer.
    case accepted
    /// 204 without a body.
    case noContent
    /// 302 with a `Location`.
    case redirect
    /// 200 with a body of that media type.
    case file(String)
    /// 200 with a ``Page`` for people or 302 with a `Location`; some refusals are pages too, for whoever prefers HTML.
    /// HEAD is answered like GET.
    case page
}

extension Operation {
    package static var deadline: Duration { .seconds(5) }
}

extension PublicOperation {
    package static var requestName: String { "\(Self.self)Request" }
}
