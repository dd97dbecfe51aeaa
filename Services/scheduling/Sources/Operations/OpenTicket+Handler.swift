// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import SchedulingContract
import Time

/// Opens a room link. The row is looked up by its code as background work and read under its own application.
///
/// A look at a link changes nothing; a code that none has is counted against the client's address.
struct OpenTicketHandler: Sendable {
    let database: PostgresPool
    let clock: WallClock
    let tickets: TicketTerms
    let guesses: TicketGuesses

    func handle(_ request: Request<OpenTicket>) async throws -> Answer {
        guard let code = Ticket.code(typed: request.operation.code) else {
            throw Refusal(.notFound, page: LinkPage.unknown)
        }
        let now = clock.now()
        guard let application = try await application(of: code, request, at: now) else {
            throw Refusal(.notFound, page: LinkPage.unknown)
        }
        let rows = try await database.read(
            .applications([application]), until: request.deadline.instant, Self.find(code))
        guard let row = rows.first?.first else { throw Refusal(.notFound, page: LinkPage.unknown) }
        let appointment = try Appointment(row)
        let language = PageLanguage.best(for: appointment.locale)
        let isRevoked = try row.decodeIfPresent("revoked_at", as: Instant.self) != nil
        guard !isRevoked, try row.decode("expires_at", as: Instant.self) > now, appointment.cancelledAt == nil,
            appointment.state != .ended
        else { throw Refusal(.linkGone, page: LinkPage.gone(in: language)) }
        guard appointment.slot.start > now else {
            return .redirect(to: tickets.room(of: appointment.conferenceID, code: code))
        }
        return .page(LinkPage.waiting(for: appointment, at: now, in: language))
    }

    /// The application of the ticket; nil where there is none, which is counted.
    ///
    /// - Throws: ``ProblemType/tooManyRequests`` where the address has guessed too often, whatever the code.
    private func application(of code: String, _ request: Request<OpenTicket>, at now: Instant) async throws -> String? {
        let address = request.caller.address
        let found = try await database.read(
            .background, until: request.deadline.instant, guesses.find(address, at: now), Self.application(of: code))
        let count = try found.first?.first?.decode("guesses", as: Int64.self) ?? 0
        guard count < guesses.limit else { throw guesses.refusal(at: now) }
        if let row = found.last?.first {
            return try row.decode("application_id")
        }
        let counting = guesses.count(address, at: now)
        try await database.transaction(.background, until: request.deadline.instant) { transaction in
            transaction.enqueue(counting)
        }
        return nil
    }

    private static func application(of code: String) -> Query {
        "select application_id from tickets where code = \(code)"
    }

    private static func find(_ code: String) -> Query {
        """
        select t.expires_at, t.revoked_at, \(unsafeSQL: AppointmentRows.columns)
        from \(unsafeSQL: AppointmentRows.tables) join tickets t on t.appointment_id = a.id
        where t.code = \(code)
        """
    }
}
