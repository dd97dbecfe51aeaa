// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Observability
import Postgres
import SchedulingContract
import Time

/// Judges a code, one request after the other for each verification: the row's lock makes five wrong compares five, also
/// in parallel. A right one costs nothing.
///
/// Whatever is wrong, the same statements run: a code that is unknown, expired or locked is compared as well, with a hash
/// that no code has.
struct VerifyCodeHandler: Sendable {
    let database: PostgresPool
    let clock: WallClock
    let hashing: CodeHashing
    private let metrics = DispatchMetrics.process

    init(database: PostgresPool, clock: WallClock, hashing: CodeHashing) {
        self.database = database
        self.clock = clock
        self.hashing = hashing
    }

    func handle(_ request: Request<VerifyCode>) async throws -> VerifyCode.Reply {
        let asked = request.operation
        let now = clock.now()
        // Background work: which application the verification belongs to is part of the answer.
        let judged = try await database.transaction(.background, until: request.deadline.instant) {
            [hashing] transaction -> (Proof, isRight: Bool)? in
            let proof = try transaction.query(Self.find(asked.verificationId, at: now)).first.map(Proof.init)
            let isRight = hashing.isRight(
                asked.code, for: "verification \(asked.verificationId)", hash: proof?.codeHash ?? Self.nobodys)
            transaction.enqueue(
                Self.count(asked.verificationId, wrong: isRight ? 0 : 1, at: now))
            return proof.map { ($0, isRight) }
        }
        guard let (proof, isRight) = judged else {
            metrics.refusedCodes.increment()
            throw Refusal(.unauthorized)
        }
        guard isRight else {
            (proof.tries + 1 >= CodeTerms.mostTries ? metrics.lockedCodes : metrics.wrongCodes).increment()
            throw Refusal(.unauthorized)
        }
        metrics.rightCodes.increment()
        return VerifyCode.Reply(
            applicationId: proof.application, channel: proof.channel,
            isOfCustomer: isOfCustomer(asked, proof))
    }

    private func isOfCustomer(_ asked: VerifyCode, _ proof: Proof) -> Bool {
        guard let channel = NotificationTemplate.Channel(rawValue: proof.channel),
            let text = channel == .sms ? asked.phone : asked.email
        else { return false }
        return CodeAddress(text, for: channel)?.hash(hashing) == proof.addressHash
    }

    /// As long as a real one.
    private static let nobodys = [UInt8](repeating: 0, count: 32)

    /// A code that can still be right.
    private struct Proof: Sendable {
        let application: String
        let channel: String
        let codeHash: [UInt8]
        let addressHash: [UInt8]
        /// Wrong ones before this.
        let tries: Int

        init(_ row: Row) throws {
            application = try row.decode("application_id")
            channel = try row.decode("channel")
            codeHash = try row.decode("code_hash")
            addressHash = try row.decode("address_hash")
            tries = try row.decode("tries")
        }
    }
}

extension VerifyCodeHandler {
    /// Only a code that was handed to a provider can be known to whoever it is for; the others are guessed.
    private static func find(_ id: String, at now: Instant) -> Query {
        """
        select application_id, channel, code_hash, address_hash, tries from codes
        where id = \(id) and tries < \(CodeTerms.mostTries) and expires_at > \(now) and marked_at is not null
        for update
        """
    }

    private static func count(_ id: String, wrong: Int, at now: Instant) -> Query {
        """
        update codes set tries = tries + \(wrong)
        where id = \(id) and tries < \(CodeTerms.mostTries) and expires_at > \(now) and marked_at is not null
        """
    }
}
