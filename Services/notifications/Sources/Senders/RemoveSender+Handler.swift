// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import NotificationsContract
import Postgres

/// Removes an application's senders of one channel.
struct RemoveSenderHandler: Sendable {
    let database: PostgresPool

    func handle<Asked: SenderOperation>(_ request: Request<Asked>) async throws -> Answer {
        let application = try request.requireApplication()
        let record = IdempotencyRecord(request, application: application)
        return try await database.transaction(.applications([application]), until: request.deadline.instant) {
            transaction in
            if let stored = try record.claim(in: transaction) {
                return stored
            }
            guard try transaction.execute(SenderRows.removeAll(Asked.channel, of: application)) > 0 else {
                throw Refusal(.notFound)
            }
            record.store(.noContent, in: transaction)
            return .noContent
        }
    }
}
