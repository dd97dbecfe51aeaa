// SPDX-License-Identifier: Apache-2.0
import Logging
import Messaging
import Outbox
import ParticipantsContract
import Postgres
import Time

/// Removes customers' details when their retention after the appointment's end is over; a cancelled appointment's end is
/// the planned one.
///
/// Every replica sweeps; what one has locked, the others pass over.
struct ExpirySweep: Sweep {
    static let failure: Logger.Message = "sweep of expired details failed"
    /// Of appointments, with all their customers.
    static let batch = 50

    let database: PostgresPool
    let outbox: Outbox
    let retention: ISODuration
    let clock: WallClock
    let logger: Logger

    /// One batch: the number of appointments whose details went, 0 when none is left that nobody else is at.
    func sweep() async throws -> Int {
        let deadline = Deadline(in: .seconds(10))
        let now = clock.now()
        let cutoff = now - retention
        let removal = DetailsRemoval(outbox: outbox, event: .participantExpired, now: now)
        let counts = try await database.transaction(.background, until: deadline.instant) { transaction in
            let appointments = try transaction.query(Self.ended(by: cutoff)).map { row in
                try row.decode("id", as: String.self)
            }
            guard !appointments.isEmpty else { return (appointments: 0, customers: 0) }
            let expired = try removal.perform(where: "appointment_id = any(\(appointments))", in: transaction)
            _ = try transaction.execute(Self.settle(appointments))
            return (appointments: appointments.count, customers: expired.count)
        }
        if counts.appointments > 0 {
            logger.info(
                "details expired",
                metadata: ["appointments": "\(counts.appointments)", "customers": "\(counts.customers)"])
        }
        return counts.appointments
    }
}

extension ExpirySweep {
    /// Locked against a customer who is being added: either they are seen here, or they set the mark again.
    static func ended(by cutoff: Instant) -> Query {
        """
        select id from appointments where keeps_details and ends_at <= \(cutoff)
        order by ends_at limit \(Self.batch)
        for update skip locked
        """
    }

    private static func settle(_ appointments: [String]) -> Query {
        "update appointments set keeps_details = false where id = any(\(appointments))"
    }
}
