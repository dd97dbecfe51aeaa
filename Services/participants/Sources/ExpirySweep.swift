// SPDX-License-Identifier: Apache-2.0
import Contract
import Logging
import Messaging
import Observability
import Outbox
import ParticipantsContract
import Postgres
import Time

/// Removes customers' details when their retention after the appointment's end is over: the planned one, or the actual
/// one where it was ended earlier. How long that is, the application's settings say, else the configuration.
///
/// Every replica sweeps; what one has locked, the others pass over.
struct ExpirySweep: Sweep {
    static let failure: Logger.Message = "sweep of expired details failed"
    /// Of appointments, with all their customers.
    static let batch = 50

    let database: PostgresPool
    let outbox: Outbox
    /// Of applications without settings.
    let retention: ISODuration
    let clock: WallClock
    let logger: Logger

    /// One batch: the number of appointments whose details went, 0 when none is left that nobody else is at.
    func sweep() async throws -> Int {
        let deadline = Deadline(in: .seconds(10))
        let now = clock.now()
        // No request asks for this: each batch is a cause of its own.
        let (batch, trace) = (Identifier.random(), TraceContext())
        let removal = DetailsRemoval(
            outbox: outbox, event: .participantExpired, now: now, trace: trace.traceparent, causation: batch)
        let counts = try await database.transaction(.background, until: deadline.instant) { transaction in
            let appointments = try transaction.query(Self.expired(at: now, after: retention)).map { row in
                try row.decode("id", as: String.self)
            }
            guard !appointments.isEmpty else { return (appointments: 0, customers: 0) }
            let expired = try removal.perform(where: "appointment_id = any(\(appointments))", in: transaction)
            transaction.enqueue(Self.settle(appointments))
            return (appointments: appointments.count, customers: expired.count)
        }
        if counts.appointments > 0 {
            logger.info(
                "details expired",
                metadata: [
                    "appointments": "\(counts.appointments)", "customers": "\(counts.customers)", "batch": "\(batch)",
                    "trace": "\(trace.traceID)",
                ])
        }
        return counts.appointments
    }
}

extension ExpirySweep {
    /// Locked against a customer who is being added: either they are seen here, or they set the mark again.
    ///
    /// The applications are found by one step of the index each.
    static func expired(at now: Instant, after retention: ISODuration) -> Query {
        """
        with recursive keeping as (
            (select application_id from appointments where keeps_details
            order by application_id, ends_at limit 1)
            union all
            select (
                select a.application_id from appointments a
                where a.keeps_details and a.application_id > k.application_id
                order by a.application_id, a.ends_at limit 1)
            from keeping k where k.application_id is not null)
        select due.id from keeping k
        left join application_settings s on s.application_id = k.application_id
        cross join lateral (
            select a.id from appointments a
            where a.application_id = k.application_id and a.keeps_details
                and a.ends_at <= \(now) - coalesce(s.retention, \(retention.seconds)) * interval '1 second'
            order by a.ends_at limit \(Self.batch)
            for update skip locked) due
        limit \(Self.batch)
        """
    }

    private static func settle(_ appointments: [String]) -> Query {
        "update appointments set keeps_details = false where id = any(\(appointments))"
    }
}
