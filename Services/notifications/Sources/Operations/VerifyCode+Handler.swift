// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Observability
import Postgres
import SchedulingContract
import Time

/// Judges a code, one request after the other for each verification and each address: the rows' locks make five wrong
/// compares of a code five, and ten for an address ten, also in parallel. A right one costs nothing, and ends the failures
/// in a row. Once an address is locked, a right code is as good as a wrong one.
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
        let (found, isRight, isCounted) = try await database.transaction(
            .background, until: request.deadline.instant
        ) { [hashing] transaction -> (Proof?, Bool, Bool) in
            let proof = try transaction.query(Self.find(asked.verificationId, at: now)).first.map(Proof.init)
            let isRight = hashing.isRight(
                asked.code, for: "verification \(asked.verificationId)", hash: proof?.codeHash ?? Self.nobodys)
            let counted = try transaction.execute(Self.count(asked.verificationId, isRight: isRight, at: now))
            return (proof, isRight, counted == 1)
        }
        guard let proof = found else {
            metrics.refusedCodes.increment()
            throw Refusal(.unauthorized)
        }
        guard isRight, isCounted else {
            let isLocked = !isCounted || proof.tries + 1 >= CodeTerms.mostTries
            (isLocked ? metrics.lockedCodes : metrics.wrongCodes).increment()
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

    /// Counts a compare with the code and its address, unless the address is locked: then no row is written.
    ///
    /// The address's row is written by a right compare too. Whoever judges at the same time waits for it and goes by what
    /// it says then; otherwise as many could be compared as fit in before the first is counted. Everybody locks the code's
    /// row first, by finding it, and one address after it, so nobody waits in a circle.
    private static func count(_ id: String, isRight: Bool, at now: Instant) -> Query {
        let wrong = isRight ? 0 : 1
        let keptUntil = now + (isRight ? CodeTerms.failureSpan : CodeTerms.failuresRememberedFor)
        return """
            with counted as (
                insert into code_failures as f (application_id, address_hash, failed_at, in_a_row, kept_until)
                select application_id, address_hash,
                    case when \(isRight) then '{}'::timestamptz[] else array[\(now)] end, \(wrong), \(keptUntil)
                from codes
                where id = \(id) and tries < \(CodeTerms.mostTries) and expires_at > \(now) and marked_at is not null
                on conflict (application_id, address_hash) do update set
                    failed_at = (excluded.failed_at || f.failed_at)[1 : \(CodeTerms.mostFailures)::int],
                    in_a_row = case when \(isRight) then 0 else f.in_a_row + 1 end,
                    kept_until = excluded.kept_until
                where f.in_a_row < \(CodeTerms.mostFailuresInARow)
                    and coalesce(f.failed_at[\(CodeTerms.mostFailures)::int] <= \(now - CodeTerms.failureSpan), true)
                returning f.application_id)
            update codes set tries = tries + \(wrong) where id = \(id) and exists (select from counted)
            """
    }
}
