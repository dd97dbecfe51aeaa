// SPDX-License-Identifier: Apache-2.0
package import Contract
import Failpoints
package import Postgres
package import Time

/// Writes events into the service's outbox table, in the transaction of the change they tell of.
///
/// The relay publishes them after the commit; a transaction that rolls back leaves no event.
package struct Outbox: Sendable {
    let service: ServiceName
    let clock: WallClock
    let nudge: WakeSignal

    package init(service: ServiceName, clock: WallClock, nudge: WakeSignal) {
        self.service = service
        self.clock = clock
        self.nudge = nudge
    }

    /// Adds one event.
    ///
    /// - Parameters:
    ///   - subject: what the event is about; events of one subject are published in their order.
    ///   - sequence: strictly rising per subject; nil takes the outbox identity under a lock on the subject.
    ///   - trace: W3C `traceparent` of the request that caused it.
    ///   - causation: id of the request or event that caused it.
    package func write<Payload>(
        _ type: EventType<Payload>, subject: String, application: String, sequence: Int? = nil, _ data: Payload,
        trace: String? = nil, causation: String? = nil, in transaction: PostgresTransaction
    ) throws {
        let identity = try sequence == nil ? Self.nextID(of: subject, in: transaction) : nil
        guard let sequence = sequence ?? identity else { throw OutboxFailure.noIdentity }
        let event = CloudEvent(
            id: Identifier.random(), type: type.name, service: service, subject: subject, time: clock.now(),
            application: application, sequence: sequence, trace: trace, causation: causation)
        let body = try event.encode(data)
        transaction.enqueue(
            Self.insert(
                id: identity, messageID: event.id, application: application, subject: subject, type: type.name,
                body: body))
        Failpoint.eventWritten.pass()
        transaction.afterCommit { [nudge] in nudge.raise() }
    }

    private static func nextID(of subject: String, in transaction: PostgresTransaction) throws -> Int? {
        try transaction.query(nextID(of: subject)).first?.decode("id")
    }
}

package enum OutboxFailure: Error {
    case noIdentity
}

extension Outbox {
    /// The identity is taken under the lock: of two writers the one that commits first has the lower one.
    private static func nextID(of subject: String) -> Query {
        """
        with locked as materialized (select pg_advisory_xact_lock(hashtextextended(\(subject), 1)))
        select nextval('outbox_id_seq') as id from locked
        """
    }

    private static func insert(
        id: Int?, messageID: String, application: String, subject: String, type: String, body: [UInt8]
    ) -> Query {
        """
        insert into outbox (id, message_id, application_id, subject, routing_key, body)
        overriding system value
        values (coalesce(\(id), nextval('outbox_id_seq')), \(messageID), \(application), \(subject), \(type), \(body))
        """
    }
}
