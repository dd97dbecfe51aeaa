// SPDX-License-Identifier: Apache-2.0
package import Contract
import Failpoints
import Observability
package import Postgres
import Time

extension Outbox {
    /// One event of many that are written together.
    package struct Entry<Payload: Codable & Sendable>: Sendable {
        package var subject: String
        package var application: String
        package var data: Payload
        /// W3C `traceparent` of the request that caused this one; nil for the one of all.
        package var trace: String?
        /// Id of what caused this one; nil for the one of all.
        package var causation: String?

        package init(
            subject: String, application: String, data: Payload, trace: String? = nil, causation: String? = nil
        ) {
            self.subject = subject
            self.application = application
            self.data = data
            self.trace = trace
            self.causation = causation
        }
    }

    /// Takes the locks that order the events of some subjects, until the transaction ends.
    ///
    /// Once for all subjects that the transaction writes of, and after the rows that it locks: who did it in another
    /// order could wait in a circle with who does it in this one.
    ///
    /// - Parameter subjects: some hundreds at most, since thousands would not fit into the server's lock table.
    package func lock(_ subjects: [String], in transaction: PostgresTransaction) {
        guard !subjects.isEmpty else { return }
        transaction.enqueue(Self.lock(subjects: Set(subjects).sorted()))
    }

    /// Adds many events of one type with two statements; their sequence is the outbox identity.
    ///
    /// The transaction must hold a lock on each subject: by ``lock(_:in:)``, or on the subject's own row where each
    /// subject comes once.
    package func write<Payload>(
        _ type: EventType<Payload>, _ entries: [Entry<Payload>], trace: String? = nil, causation: String? = nil,
        in transaction: PostgresTransaction
    ) throws {
        guard !entries.isEmpty else { return }
        let ids = try transaction.query(Self.identities(entries.count)).map { try $0.decode("id", as: Int64.self) }
        guard ids.count == entries.count else { throw Failure.noIdentity }
        let events = zip(ids, entries).map { id, entry in
            CloudEvent(
                id: Identifier.random(), type: type.name, service: service, subject: entry.subject, time: clock.now(),
                application: entry.application, sequence: Int(id),
                trace: entry.trace ?? trace ?? TraceContext().traceparent, causation: entry.causation ?? causation)
        }
        let bodies = try zip(events, entries).map { String(decoding: try $0.encode($1.data), as: UTF8.self) }
        transaction.enqueue(Self.insert(ids, events, type: type.name, bodies: bodies))
        Failpoint.eventWritten.pass()
        transaction.afterCommit { [nudge] in nudge.raise() }
    }

    enum Failure: Error {
        case noIdentity
    }

    /// In the order of their keys, so that two writers never wait for each other in a circle.
    private static func lock(subjects: [String]) -> Query {
        """
        select pg_advisory_xact_lock(key) from (
            select distinct hashtextextended(subject, 1) as key from unnest(\(subjects)) as subject
            order by key offset 0) as keys
        """
    }

    private static func identities(_ count: Int) -> Query {
        "select nextval('outbox_id_seq') as id from generate_series(1, \(count))"
    }

    private static func insert(_ ids: [Int64], _ events: [CloudEvent], type: String, bodies: [String]) -> Query {
        """
        insert into outbox (id, message_id, application_id, subject, routing_key, body)
        overriding system value
        select event.id, event.message_id, event.application_id, event.subject, \(type),
            convert_to(event.body, 'UTF8')
        from unnest(
            \(ids), \(events.map(\.id)), \(events.map(\.application)), \(events.map(\.subject)), \(bodies))
            as event (id, message_id, application_id, subject, body)
        """
    }
}
