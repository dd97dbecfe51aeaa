// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import SchedulingContract
import Time

/// Tells calendar the room link of the participant for whom a calendar link's token was made.
struct OpenCalendarLinkHandler: Sendable {
    let database: PostgresPool
    let clock: WallClock
    let tickets: TicketTerms
    let calendar: CalendarLinks

    func handle(_ request: Request<OpenCalendarLink>) async throws -> OpenCalendarLink.Reply {
        let appointment = request.operation.appointmentId
        guard Identifier.isWellFormed(appointment),
            let participant = calendar.participant(of: request.operation.token, for: appointment)
        else { return OpenCalendarLink.Reply(roomLink: nil) }
        let rows = try await database.read(
            .background, until: request.deadline.instant, Self.find(participant, of: appointment, at: clock.now()))
        guard let row = rows.first?.first else { return OpenCalendarLink.Reply(roomLink: nil) }
        return OpenCalendarLink.Reply(
            roomLink: tickets.link(to: try row.decode("code"), base: try row.decodeIfPresent("link_base")))
    }

    private static func find(_ participant: String, of appointment: String, at now: Instant) -> Query {
        """
        select t.code, \(unsafeSQL: TicketSettings.linkBase)
        from tickets t join appointments a on a.id = t.appointment_id
        where t.appointment_id = \(appointment) and t.participant_id = \(participant) and t.revoked_at is null
            and t.expires_at > \(now)
        """
    }
}
