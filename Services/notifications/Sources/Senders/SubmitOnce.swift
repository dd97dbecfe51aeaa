// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import NotificationsContract
import Postgres

extension Request where Asked: SenderOperation {
    /// The application the sender belongs to, for a request that is valid.
    ///
    /// - Throws: `not-found` for one that the token doesn't cover.
    func requireApplication() throws -> String {
        let application = operation.applicationId
        if application.isEmpty {
            // Without one there is nothing to have rights in.
            try requireValid()
        }
        guard caller.applications.contains(application) else { throw Refusal(.notFound) }
        try requireValid()
        return application
    }
}

extension PostgresPool {
    /// The frame of an operation that hands one message to a provider, outside any transaction and once for each
    /// idempotency key.
    ///
    /// First the key is claimed and committed, then the message is submitted, then the answer is stored. A key whose
    /// process died in between stays claimed without an answer: who repeats it hears that it is in progress, whether or
    /// not the message left, and nothing is sent twice; a new key sends anew. A message that surely didn't leave gives
    /// its key back, like every refusal.
    ///
    /// - Parameters:
    ///   - isUnknownFine: whether the answer holds also when nobody knows what became of the message.
    ///   - begin: prepares the message, in the transaction that claims the key.
    ///   - undo: takes back what `begin` did, when the message didn't leave.
    /// - Throws: `sender-refused` when it didn't leave; a late failure when nobody knows.
    func submitOnce<Asked: PublicOperation, Begun: Sendable>(
        _ request: Request<Asked>, of application: String, answer: Answer, isUnknownFine: Bool,
        begin: @escaping @Sendable (PostgresTransaction) throws -> Begun,
        submit: (Begun) async throws -> SubmissionOutcome,
        undo: @escaping @Sendable (PostgresTransaction) throws -> Void
    ) async throws -> Answer {
        let record = IdempotencyRecord(request, application: application)
        let scope = Scope.applications([application])
        let beginning = try await transaction(scope, until: request.deadline.instant) {
            transaction -> Beginning<Begun> in
            if let stored = try record.claim(in: transaction) {
                return .stored(stored)
            }
            return .begun(try begin(transaction))
        }
        let begun: Begun
        switch beginning {
        case .stored(let stored): return stored
        case .begun(let value): begun = value
        }
        let end = Self.end(await Self.outcome(of: { try await submit(begun) }), isUnknownFine)
        if case .unknown = end {
            throw RequestFailure(kind: .late)
        }
        // Not a child: what became of the message has to be recorded although the request may be over.
        try await Task { [self] in
            try await transaction(scope, until: .now.advanced(by: .seconds(5))) { transaction in
                guard case .refused = end else { return record.store(answer, in: transaction) }
                try undo(transaction)
                record.forget(in: transaction)
            }
        }.value
        if case .refused(let detail) = end {
            throw Refusal(.senderRefused, detail)
        }
        return answer
    }

    /// A message that is not even tried, for its server is none that may be asked, looks like one that is away: what is
    /// behind a name is not the caller's to learn.
    private static func outcome(of submit: () async throws -> SubmissionOutcome) async -> SubmissionOutcome {
        do {
            return try await submit()
        } catch {
            return .deferred(code: nil)
        }
    }

    private static func end(_ outcome: SubmissionOutcome, _ isUnknownFine: Bool) -> SubmissionEnd {
        switch outcome {
        case .accepted: .taken
        case .unknown: isUnknownFine ? .taken : .unknown
        case .refused(let code), .deferred(let code?): .refused("The server answered \(code).")
        case .deferred: .refused("The server could not be reached at a public address.")
        }
    }
}

private enum Beginning<Begun: Sendable>: Sendable {
    case stored(Answer)
    case begun(Begun)
}

private enum SubmissionEnd: Sendable {
    case taken
    case refused(String)
    case unknown
}
