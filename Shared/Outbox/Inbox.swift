// SPDX-License-Identifier: Apache-2.0
import Failpoints
import Observability
package import Postgres

/// Remembers which messages have taken effect, in the transaction of the effect itself.
package enum Inbox {
    /// Whether this message is handled for the first time; the effect follows only then.
    ///
    /// The row is the claim: a concurrent twin waits for this transaction and then sees the row. Only done messages are
    /// kept; attempts are the broker's `x-delivery-count`.
    ///
    /// - Parameter consumer: the reaction's name, so that several reactions may take the same event.
    package static func isFirst(
        _ messageID: String, consumer: String, in transaction: PostgresTransaction
    ) throws -> Bool {
        guard try transaction.execute(insert(consumer: consumer, messageID: messageID)) == 1 else {
            OutboxMetrics.process.duplicates.increment()
            return false
        }
        Failpoint.inboxClaimed.pass()
        return true
    }

    private static func insert(consumer: String, messageID: String) -> Query {
        "insert into inbox (consumer, message_id) values (\(consumer), \(messageID)) on conflict do nothing"
    }
}
