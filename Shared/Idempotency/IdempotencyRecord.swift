// SPDX-License-Identifier: Apache-2.0
package import Contract
import Crypto
import Failpoints
import Foundation
import JSON
package import Messaging
package import Postgres

/// The record that makes a write take effect once: a row inserted first in the effect's own transaction, the answer
/// stored with the effect.
///
/// The key space is application, caller and operation; without a client's key the request's own id serves, so that a
/// redelivery never acts twice. Refusals are not stored: the transaction rolls back.
package struct IdempotencyRecord: Sendable {
    package let application: String
    /// The caller, or the client address where there is none. With a credential also a hash of that, so that only who
    /// has it is given the stored answer; keyed, for a code has few digits.
    let caller: String
    let operation: String
    /// A hash of the client's key, or of the request's id.
    let key: String
    /// Of the request's fields in canonical form. A request may hold little more than a phone number, which a plain hash
    /// would give away to whoever tries them all; this one is keyed with the client's key, which rests nowhere.
    let requestHash: [UInt8]

    package init<Asked: PublicOperation>(_ request: Request<Asked>, application: String) {
        self.application = application
        operation = Asked.name
        let secret = Array((request.key ?? request.id).utf8)
        let proof = request.credential.map { credential in
            let code = Array("credential:\(credential)".utf8)
            return Data(HMAC<SHA256>.authenticationCode(for: code, using: SymmetricKey(data: secret)))
        }
        caller = [request.caller.subject ?? request.caller.address, proof?.base64EncodedString()]
            .compactMap(\.self).joined(separator: " ")
        // The prefix keeps this apart from HMAC's own hash of a long key.
        key = Data(SHA256.hash(data: Array("key:".utf8) + secret)).base64EncodedString()
        let canonical = (try? JSONValue.parse(request.payload, limits: .message).canonical) ?? request.payload
        requestHash = Array(HMAC<SHA256>.authenticationCode(for: canonical, using: SymmetricKey(data: secret)))
    }

    /// The stored answer of the same request, nil when there is none yet.
    ///
    /// - Throws: ``ProblemType/keyReused`` when the key belongs to another request.
    package func storedAnswer(in transaction: PostgresTransaction) throws -> Answer? {
        try answer(of: try transaction.query(find))
    }

    /// The same for the rows of ``find``, read outside a transaction.
    package func answer(of rows: Rows) throws -> Answer? {
        guard let row = rows.first else { return nil }
        guard try row.decode("request_hash", as: [UInt8].self) == requestHash else { throw Refusal(.keyReused) }
        return try row.decodeIfPresent("answer", as: [UInt8].self).map(StoredAnswer.decode)
    }

    /// Claims the key as the first insert of the effect's transaction.
    ///
    /// - Returns: the stored answer when a twin has finished, nil when the effect is ours to do.
    /// - Throws: ``ProblemType/requestInProgress`` while a twin is still in its transaction,
    ///   ``ProblemType/keyReused`` for another request under the same key.
    package func claim(in transaction: PostgresTransaction) throws -> Answer? {
        do {
            if try transaction.execute(insert) == 1 {
                Failpoint.keyClaimed.pass()
                return nil
            }
        } catch  where error.sqlState == "55P03" {
            // The insert waited for the twin's row until the transaction's lock_timeout.
            throw Refusal(.requestInProgress)
        }
        guard let answer = try storedAnswer(in: transaction) else { throw Refusal(.requestInProgress) }
        return answer
    }

    /// Stores the answer; commits with the effect.
    package func store(_ answer: Answer, in transaction: PostgresTransaction) {
        transaction.enqueue(update(StoredAnswer.encode(answer)))
        Failpoint.answerStored.pass()
    }
}

extension IdempotencyRecord {
    /// Gives the key back, for what was begun under it in an earlier transaction and had no effect.
    package func forget(in transaction: PostgresTransaction) {
        transaction.enqueue(
            """
            delete from idempotency
            where application_id = \(application) and caller = \(caller) and operation = \(operation) and key = \(key)
            """)
    }

    /// Finds the record, for reading it before the transaction; see ``answer(of:)``.
    package var find: Query {
        """
        select request_hash, answer from idempotency
        where application_id = \(application) and caller = \(caller) and operation = \(operation) and key = \(key)
        """
    }

    private var insert: Query {
        """
        insert into idempotency (application_id, caller, operation, key, request_hash)
        values (\(application), \(caller), \(operation), \(key), \(requestHash))
        on conflict do nothing
        """
    }

    private func update(_ answer: [UInt8]) -> Query {
        """
        update idempotency set answer = \(answer)
        where application_id = \(application) and caller = \(caller) and operation = \(operation) and key = \(key)
        """
    }
}
