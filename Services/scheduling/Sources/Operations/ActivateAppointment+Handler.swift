// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Outbox
import Postgres
import SchedulingContract
import Time

/// Activates an appointment and answers its room link. Asked again, the link is the same and lives on from then.
struct ActivateAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock
    let tickets: TicketTerms

    func handle(_ request: Request<ActivateAppointment>) async throws -> Answer {
        let now = clock.now()
        return try await database.change(request.operation.id, request, .activate, at: now) {
            [outbox, tickets] before, transaction in
            guard before.state != .ended else { throw Refusal(.appointmentEnded) }
            let expiry = tickets.expiry(of: before.slot, at: now)
            let ticket = try Tickets.issue(for: before, until: expiry, at: now, in: transaction)
            if let after = before.activated(at: now) {
                transaction.enqueue(AppointmentRows.updateState(after))
                try outbox.write(.appointmentActivated, change: before, to: after, by: request, in: transaction)
            }
            let base: String? = try transaction.query(Self.linkBase(of: before)).first?.decodeIfPresent("link_base")
            return .json(Self.document(ticket, link: tickets.link(to: ticket.code, base: base)))
        }
    }

    private static func linkBase(of a: Appointment) -> Query {
        "select \(unsafeSQL: TicketSettings.linkBase) from appointments a where a.id = \(a.id)"
    }

    private static func document(_ ticket: Ticket, link: String) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("expires", ticket.expires.rfc3339)
            json.member("type", "MULTI_USE_TICKET")
            json.member("url", link)
        }
        return json.bytes
    }
}
