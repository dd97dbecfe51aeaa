// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import NotificationsContract
import Postgres
import Time

/// Confirms the sender that waits, which takes the place of the one before.
struct ConfirmSenderHandler: Sendable {
    /// So many wrong codes lock a sender that waits.
    static let mostWrongTries = 5

    let database: PostgresPool
    let hashing: CodeHashing
    let clock: WallClock

    func handle<Asked: SenderConfirmation>(_ request: Request<Asked>) async throws -> Answer {
        let application = try request.requireApplication()
        let record = IdempotencyRecord(request, application: application)
        let (code, now) = (request.operation.code, clock.now())
        let answer = try await database.transaction(.applications([application]), until: request.deadline.instant) {
            transaction -> Answer? in
            if let stored = try record.claim(in: transaction) {
                return stored
            }
            guard let row = try transaction.query(SenderRows.pendingForUpdate(Asked.channel, of: application)).first
            else { throw Refusal(.notFound, "No sender waits to be confirmed.") }
            guard try isRight(code, row, at: now, in: transaction) else {
                // The count lasts, the key doesn't.
                record.forget(in: transaction)
                return nil
            }
            transaction.enqueue(SenderRows.removeConfirmed(Asked.channel, of: application))
            transaction.enqueue(SenderRows.confirm(try row.decode("id"), at: now))
            record.store(.noContent, in: transaction)
            return .noContent
        }
        guard let answer else { throw Refusal(.wrongCode) }
        return answer
    }

    /// Compares under the row's lock, so that tries side by side count one after the other.
    private func isRight(
        _ code: String, _ row: Row, at now: Instant, in transaction: PostgresTransaction
    ) throws -> Bool {
        let id = try row.decode("id", as: String.self)
        guard try row.decode("wrong_tries", as: Int.self) < Self.mostWrongTries,
            try row.decode("expires_at", as: Instant.self) > now
        else { return false }
        let hash = try row.decode("code_hash", as: [UInt8].self)
        guard hashing.isRight(code, for: SenderConfirmations.purpose(id), hash: hash) else {
            try transaction.execute(SenderRows.countWrongTry(id))
            return false
        }
        return true
    }
}
