// SPDX-License-Identifier: Apache-2.0
package import Contract
import Failpoints
import Observability
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
    ///   - trace: W3C `traceparent` of the request that caused it; nil begins a trace.
    ///   - causation: id of the request or event that caused it; every event of this suite has one.
    package func write<Payload>(
        _ type: EventType<Payload>, subject: String, application: String, sequence: Int? = nil, _ data: Payload,
        trace: String? = nil, causation: String? = nil, in transaction: PostgresTransaction
    ) throws {
        guard let sequence else {
            lock([subject], in: transaction)
            let entry = Entry(subject: subject, application: application, data: data)
            return try write(type, [entry], trace: trace, causation: causation, in: transaction)
        }
        let event = CloudEvent(
            id: Identifier.random(), type: type.name, service: service, subject: subject, time: clock.now(),
            application: application, sequence: sequence, trace: trace ?? TraceContext().traceparent,
            causation: causation)
        let body = try event.encode(data)
        transaction.enqueue(Self.insert(event, body))
        Failpoint.eventWritten.pass()
        transaction.afterCommit { [nudge] in nudge.raise() }
    }

    private static func insert(_ event: CloudEvent, _ body: [UInt8]) -> Query {
        """
        insert into outbox (message_id, application_id, subject, routing_key, body)
        values (\(event.id), \(event.application), \(event.subject), \(event.type), \(body))
        """
    }
}
