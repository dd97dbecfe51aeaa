// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import JSON
import Messaging
import NotificationsContract
import Observability
import Outbox
import Postgres
import SchedulingContract
import Time

/// Takes a code on to be sent: limits, hashes and the sealed code, in one transaction.
///
/// Everybody gets the same answer after the same work. Whether anything is sent is the dispatcher's to find out later.
struct SendCodeHandler: Sendable {
    let database: PostgresPool
    let clock: WallClock
    let terms: CodeTerms
    /// Raised when a code waits to be sent.
    let asked: WakeSignal

    func handle(_ request: Request<SendCode>) async throws -> Answer {
        let operation = request.operation
        if operation.applicationId.isEmpty {
            try request.requireValid()
        }
        let record = IdempotencyRecord(request, application: operation.applicationId)
        let now = clock.now()
        // Background work, for codes are counted across applications.
        return try await database.transaction(.background, until: request.deadline.instant) {
            [terms, asked] transaction in
            if let stored = try record.claim(in: transaction) {
                return stored
            }
            try request.requireValid()
            guard let channel = operation.channel, let address = CodeAddress(operation.to, for: channel) else {
                throw Refusal(.invalidRequest)
            }
            let code = NewCode(operation, address, from: request.caller.address, terms, at: now)
            try Self.requireAllowance(for: code, terms, at: now, in: transaction)
            transaction.enqueue(try Self.insert(code, terms, trace: request.trace))
            transaction.afterCommit { asked.raise() }
            let answer = Answer.json(Self.document(code.id))
            record.store(answer, in: transaction)
            return answer
        }
    }

    private static func document(_ id: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { $0.member("id", id) }
        return json.bytes
    }

    /// Each limit is counted by one request at a time, and every request takes their locks in the same order.
    private static func requireAllowance(
        for code: NewCode, _ terms: CodeTerms, at now: Instant, in transaction: PostgresTransaction
    ) throws {
        transaction.enqueue(lock(code))
        let since = now - CodeTerms.validity
        let limits: [(name: String, quota: Int, find: Query)] = [
            ("destination", CodeTerms.perDestination, byAddress(code, since, CodeTerms.perDestination)),
            ("client", terms.perClient, byClient(code, since, terms.perClient)),
            ("application", terms.perApplication, byApplication(code, since, terms.perApplication)),
        ]
        for limit in limits {
            if let row = try transaction.query(limit.find).first {
                DispatchMetrics.process.limitedCodes.increment()
                throw CodeTerms.refusal(
                    limit.name, limit.quota, filledSince: try row.decode("created_at"), at: now)
            }
        }
    }
}

/// A code that was just made.
private struct NewCode: Sendable {
    let id: String
    let application: String
    let address: CodeAddress
    let locale: String?
    let content: SealedCode
    let codeHash: [UInt8]
    let addressHash: [UInt8]
    let clientHash: [UInt8]
    let now: Instant

    init(_ asked: SendCode, _ address: CodeAddress, from client: String, _ terms: CodeTerms, at now: Instant) {
        let id = Identifier.random()
        let code = CodeHashing.random()
        self.id = id
        application = asked.applicationId
        self.address = address
        locale = asked.locale
        // As it was written: servers may tell capitals before the `@` apart.
        content = SealedCode(code: code, address: asked.channel == .sms ? address.text : asked.to)
        codeHash = terms.hashing.hash(code, for: "verification \(id)")
        addressHash = address.hash(terms.hashing)
        clientHash = terms.hashing.hash(ClientNetwork.key(of: client), for: "client")
        self.now = now
    }
}

extension SendCodeHandler {
    private static func lock(_ code: NewCode) -> Query {
        """
        select pg_advisory_xact_lock(hashtextextended(\(code.application), 51)),
            pg_advisory_xact_lock(hashtextextended(encode(\(code.clientHash), 'hex'), 52)),
            pg_advisory_xact_lock(hashtextextended(encode(\(code.addressHash), 'hex'), 53))
        """
    }

    /// The newest codes but so many: where there is one, the limit is reached until it no longer counts.
    private static func byAddress(_ code: NewCode, _ since: Instant, _ quota: Int) -> Query {
        """
        select created_at from codes where address_hash = \(code.addressHash) and created_at > \(since)
        order by created_at desc offset \(quota - 1) limit 1
        """
    }

    private static func byClient(_ code: NewCode, _ since: Instant, _ quota: Int) -> Query {
        """
        select created_at from codes where client_hash = \(code.clientHash) and created_at > \(since)
        order by created_at desc offset \(quota - 1) limit 1
        """
    }

    private static func byApplication(_ code: NewCode, _ since: Instant, _ quota: Int) -> Query {
        """
        select created_at from codes where application_id = \(code.application) and created_at > \(since)
        order by created_at desc offset \(quota - 1) limit 1
        """
    }

    private static func insert(_ code: NewCode, _ terms: CodeTerms, trace: String?) throws -> Query {
        """
        insert into codes (
            id, application_id, channel, locale, code_hash, address_hash, client_hash, created_at, expires_at,
            sealed, next_try_at, trace)
        values (
            \(code.id), \(code.application), \(code.address.channel), \(code.locale), \(code.codeHash),
            \(code.addressHash), \(code.clientHash), \(code.now), \(code.now + CodeTerms.validity),
            \(try code.content.sealed(for: code.application, terms.sealing)), \(code.now), \(trace))
        """
    }
}
