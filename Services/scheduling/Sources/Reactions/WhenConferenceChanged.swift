// SPDX-License-Identifier: Apache-2.0
import Contract
import Logging
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Follows a conference as the video platform tells of it: who joined, who left, and that it is over.
///
/// Messages may come twice and in any order: who was there is kept whatever the state, the state goes only forward.
struct WhenConferenceChanged: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    /// The first to join makes the appointment active.
    func joined(_ event: InboundEvent<ConferenceAttendance>) async throws {
        let time = try Self.attendanceTime(event.data)
        let now = clock.now()
        try await react(event, event.data.conferenceId, as: "conference-joined") { [outbox] before, transaction in
            transaction.enqueue(Attendances.join(event.data, of: before, at: time))
            guard let after = before.activated(at: now) else { return }
            transaction.enqueue(AppointmentRows.updateState(after))
            try outbox.write(.appointmentActivated, change: before, to: after, toldBy: event, in: transaction)
        }
    }

    func left(_ event: InboundEvent<ConferenceAttendance>) async throws {
        let time = try Self.attendanceTime(event.data)
        try await react(event, event.data.conferenceId, as: "conference-left") { before, transaction in
            transaction.enqueue(Attendances.leave(event.data, of: before, at: time))
        }
    }

    func ended(_ event: InboundEvent<ConferenceEnd>) async throws {
        let time = try Self.instant(event.data.time)
        let now = clock.now()
        try await react(event, event.data.conferenceId, as: "conference-ended") { [outbox] before, transaction in
            guard let after = before.ended(time, at: now) else { return }
            Occupancy.release(after, in: transaction)
            Tickets.revoke(after, at: now, in: transaction)
            transaction.enqueue(AppointmentRows.updateState(after))
            try outbox.write(.appointmentEnded, change: before, to: after, toldBy: event, in: transaction)
        }
    }

    /// The effect on the conference's appointment, once per message. One that we don't know is somebody else's.
    private func react<Payload>(
        _ event: InboundEvent<Payload>, _ conference: String, as consumer: String,
        _ effect: @escaping @Sendable (Appointment, PostgresTransaction) throws -> Void
    ) async throws {
        guard Identifier.isWellFormed(conference) else { throw UndecodableEvent("conferenceId is no identifier") }
        try await database.transaction(.background, until: event.deadline.instant) { transaction in
            guard let row = try transaction.query(AppointmentRows.findForUpdate(conference: conference)).first else {
                event.logger.debug("unknown conference")
                return
            }
            guard try Inbox.isFirst(event.id, consumer: consumer, in: transaction) else { return }
            try effect(Appointment(row), transaction)
        }
    }

    private static func attendanceTime(_ attendance: ConferenceAttendance) throws -> Instant {
        guard Identifier.isWellFormed(attendance.userId) else { throw UndecodableEvent("userId is no identifier") }
        return try instant(attendance.time)
    }

    private static func instant(_ text: String) throws -> Instant {
        guard let instant = try? Instant(rfc3339: text) else { throw UndecodableEvent("time is not RFC 3339") }
        return instant
    }
}
