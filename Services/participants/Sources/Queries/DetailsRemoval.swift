// SPDX-License-Identifier: Apache-2.0
import Contract
import Outbox
import ParticipantsContract
import Postgres
import Time

/// Takes customers' details away for good and announces it. The rows stay, with their identifiers only: a repeated
/// registration finds its place taken and brings nobody back.
struct DetailsRemoval: Sendable {
    let outbox: Outbox
    let event: EventType<ParticipantChange>
    let now: Instant
    let trace: String?
    let causation: String

    /// Removes the details of those who fit and still have theirs.
    ///
    /// - Parameter condition: on the columns of `participants`; has to name the application where the scope is one.
    /// - Returns: their ids, in order.
    func perform(where condition: Query, in transaction: PostgresTransaction) throws -> [String] {
        let events = try transaction.query(Self.remove(where: condition, at: now)).map { row in
            let change = ParticipantChange(
                appointmentId: try row.decode("appointment_id"), participantId: try row.decode("id"))
            return Outbox.Entry(
                subject: change.participantId, application: try row.decode("application_id"), data: change)
        }
        try outbox.write(event, events, trace: trace, causation: causation, in: transaction)
        return events.map(\.subject).sorted()
    }
}

extension DetailsRemoval {
    /// Rows are locked in one order, so that two removals at a time never wait for each other in a circle.
    static func remove(where condition: Query, at now: Instant) -> Query {
        """
        with found as (
            select appointment_id, id from participants
            where \(fragment: condition) and removed_at is null
            order by appointment_id, id
            for update)
        update participants p set
            username = null, first_name = null, last_name = null, primary_email = null, primary_phone = null,
            metadata = null, locale = null, removed_at = \(now)
        from found
        where p.appointment_id = found.appointment_id and p.id = found.id
        returning p.application_id, p.appointment_id, p.id
        """
    }
}
