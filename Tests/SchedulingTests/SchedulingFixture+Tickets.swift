// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import SchedulingContract

@testable import SchedulingService

extension SchedulingFixture {
    static let linkKey = LinkKey("a key of the tests, long enough for one")
    static let calendar = CalendarLinks(publicURL: "https://suite.example", key: linkKey)

    /// As if the application's settings had been told.
    func set(autoActivate: Bool, ticketBaseURL: String? = nil, of application: String = "app-1") async throws {
        try await database.transaction(.background, until: .now + .seconds(5)) { transaction in
            _ = try transaction.execute(
                """
                insert into application_settings (
                    application_id, sequence, active, auto_activate, overlap_policy, ticket_base_url, locale)
                values (\(application), 1, true, \(autoActivate), 'REFUSE', \(ticketBaseURL), 'en')
                on conflict (application_id) do update set
                    auto_activate = excluded.auto_activate, ticket_base_url = excluded.ticket_base_url
                """)
        }
    }

    /// The code of a customer's ticket that is not revoked, empty without one; the appointment's own without a customer.
    func code(of appointment: String, for customer: String? = nil) async throws -> String {
        let query: Query = """
            select code from tickets
            where appointment_id = \(appointment) and participant_id is not distinct from \(customer)
                and revoked_at is null
            """
        return try await database.read(.background, until: .now + .seconds(5), query).first?.first?
            .decode("code") ?? ""
    }

    func open(_ code: String, from address: String = "192.0.2.1", limit: Int = 100) async throws -> Answer {
        let handler = OpenTicketHandler(
            database: database, clock: clock, tickets: Self.tickets,
            guesses: TicketGuesses(limit: limit, key: Self.linkKey))
        return try await handler.handle(
            Self.request(OpenTicket.self, #"{"code": "\#(code)"}"#, by: Caller(address: address)))
    }

    /// The problem with which a link is refused.
    func refusal(
        of code: String, from address: String = "192.0.2.1", limit: Int = 100
    ) async throws -> Refusal? {
        do {
            _ = try await open(code, from: address, limit: limit)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    func material(_ recipients: FindMessageMaterial.Recipient...) async throws -> FindMessageMaterial.Reply {
        let handler = FindMessageMaterialHandler(
            database: database, clock: clock, tickets: Self.tickets, calendar: Self.calendar)
        return try await handler.handle(
            Request(
                operation: FindMessageMaterial(recipients: recipients), caller: Caller(), id: Identifier.random(),
                deadline: Deadline(in: .seconds(10))))
    }

    func openCalendarLink(_ appointment: String, _ token: String) async throws -> String? {
        let handler = OpenCalendarLinkHandler(
            database: database, clock: clock, tickets: Self.tickets, calendar: Self.calendar)
        return try await handler.handle(
            Request(
                operation: OpenCalendarLink(appointmentId: appointment, token: token), caller: Caller(),
                id: Identifier.random(), deadline: Deadline(in: .seconds(10)))
        ).roomLink
    }
}
