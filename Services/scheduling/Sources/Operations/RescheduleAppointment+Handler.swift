// SPDX-License-Identifier: Apache-2.0
import Contract
import Idempotency
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Moves an appointment in one transaction: one event, never a cancel and a schedule.
struct RescheduleAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock
    let tickets: TicketTerms

    func handle(_ request: Request<RescheduleAppointment>) async throws -> Answer {
        let now = clock.now()
        return try await database.occupying(until: request.deadline, at: now) { try await move(request, at: now) }
    }

    private func move(_ request: Request<RescheduleAppointment>, at now: Instant) async throws -> Answer {
        let operation = request.operation
        return try await database.change(operation.id, request, .move, at: now) {
            [outbox, tickets] before, transaction in
            let after = try Self.moved(before, by: operation, at: now)
            if after.slot != before.slot {
                let terms = try ApplicationTerms.current(of: after.applicationID, in: transaction)
                try Occupancy.take(after, under: terms.overlapPolicy, in: transaction)
                Tickets.move(after, until: tickets.expiry(of: after.slot, at: now), in: transaction)
                try outbox.write(.appointmentRescheduled, change: before, to: after, by: request, in: transaction)
            } else if after.locale != before.locale {
                try outbox.write(.appointmentUpdated, change: before, to: after, by: request, in: transaction)
            } else {
                return .json(before.document, etag: before.etag)
            }
            transaction.enqueue(Self.update(after))
            let shown = after.locale == before.locale ? after : try AppointmentRows.read(after, in: transaction)
            return .json(shown.document, etag: shown.etag)
        }
    }

    /// The appointment after the move. Nothing changed keeps the version; a changed locale alone keeps the revision.
    static func moved(
        _ before: Appointment, by operation: RescheduleAppointment, at now: Instant
    ) throws(Refusal) -> Appointment {
        guard before.state != .ended else { throw Refusal(.appointmentEnded) }
        try Booking.requireUpcoming(operation.start, at: now)
        var after = before
        after.locale = operation.locale ?? before.locale
        guard let zone = operation.zone ?? (try? Zone(identifier: before.slot.timezone)) else {
            throw Refusal(
                .invalidRequest,
                faults: [Fault(pointer: "/timezone", detail: "is required: the stored zone is no longer known")])
        }
        let slot = Slot(start: operation.start, duration: operation.duration, zone: zone)
        if slot != before.slot {
            after.slot = slot
            after.revision += 1
        }
        if slot != before.slot || after.locale != before.locale {
            after.version += 1
            after.updatedAt = now
        }
        return after
    }

    private static func update(_ a: Appointment) -> Query {
        """
        update appointments set
            start_at = \(a.slot.start), end_at = \(a.slot.end), timezone = \(a.slot.timezone),
            wall_time = \(a.slot.wallTime), utc_offset = \(a.slot.utcOffset), locale = \(a.locale),
            version = \(a.version), revision = \(a.revision), updated_at = \(a.updatedAt)
        where id = \(a.id)
        """
    }
}
