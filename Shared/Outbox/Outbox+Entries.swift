// SPDX-License-Identifier: Apache-2.0
package import Contract
package import Postgres
import Time

extension Outbox {
    /// One event of many that are written together.
    package struct Entry<Payload: Codable & Sendable>: Sendable {
        package var subject: String
        package var application: String
        package var data: Payload

        package init(subject: String, application: String, data: Payload) {
            self.subject = subject
            self.application = application
            self.data = data
        }
    }

    /// Adds many events of one type, each about another subject, with two statements; their sequence is the outbox
    /// identity.
    ///
    /// The transaction must already hold a lock on each subject's own row. No other is taken here: thousands would not
    /// fit into the server's lock table.
    package func write<Payload>(
        _ type: EventType<Payload>, _ entries: [Entry<Payload>], trace: String? = nil, causation: String? = nil,
        in transaction: PostgresTransaction
    ) throws {
        guard !entries.isEmpty else { return }
        let ids = try transaction.query(Self.identities(entries.count)).map { try $0.decode("id", as: Int64.self) }
        guard ids.count == entries.count else { throw OutboxFailure.noIdentity }
        let events = zip(ids, entries).map { id, entry in
            CloudEvent(
                id: Identifier.random(), type: type.name, service: service, subject: entry.subject, time: clock.now(),
                application: entry.application, sequence: Int(id), trace: trace, causation: causation)
        }
        let bodies = try zip(events, entries).map { String(decoding: try $0.encode($1.data), as: UTF8.self) }
        _ = try transaction.execute(Self.insert(ids, events, type: type.name, bodies: bodies))
        transaction.afterCommit { [nudge] in nudge.raise() }
    }

    private static func identities(_ count: Int) -> Query {
        "select nextval(pg_get_serial_sequence('outbox', 'id')) as id from generate_series(1, \(count))"
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
