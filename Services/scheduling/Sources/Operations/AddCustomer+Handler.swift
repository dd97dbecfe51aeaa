// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import ParticipantsContract
import Postgres
import SchedulingContract
import Time

/// Adds a customer, who is registered with participants first; nothing remote is asked inside a transaction.
///
/// Participants tells under which id the customer goes: of one with the same username who takes part already, else a
/// new one. That holds for one version of the appointment, so a change in between means to ask again. What was
/// registered for a transaction that fails is an orphan there and is swept.
struct AddCustomerHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock
    let tickets: TicketTerms
    /// Asks participants to keep the customer; on whose behalf, and until when.
    let register: @Sendable (RegisterAddedCustomer, Request<AddCustomer>) async throws -> RegisterAddedCustomer.Reply

    func handle(_ request: Request<AddCustomer>) async throws -> Answer {
        let fresh = Identifier.random()
        var registered: Registered?
        // The deadline ends it, should others change the appointment that often.
        while true {
            do {
                return try await add(registered, request)
            } catch let missing as NotRegistered {
                let appointment = missing.appointment
                let reply = try await register(try Self.registration(of: fresh, for: appointment, request), request)
                registered = Registered(id: reply.participantId, version: appointment.version)
            }
        }
    }

    /// - Throws: ``NotRegistered`` when everything was checked and the customer is yet to be registered; no trace of the
    ///   try is left then.
    private func add(_ registered: Registered?, _ request: Request<AddCustomer>) async throws -> Answer {
        let now = clock.now()
        return try await database.change(request.operation.id, request, .assign, at: now) {
            [outbox, tickets] before, transaction in
            guard let registered, registered.version == before.version else {
                try before.requireNotEnded()
                throw NotRegistered(appointment: before)
            }
            let customer = AppointmentParticipant(id: registered.id, type: .customer)
            guard !before.participants.contains(customer) else {
                return .json(before.document, etag: before.etag)
            }
            let after = try before.adding(customer, at: now)
            transaction.enqueue(AppointmentRows.updateParticipants(after))
            Tickets.issueAtOnce(
                for: [customer.id], of: after, until: tickets.expiry(of: after.slot, at: now), at: now, in: transaction)
            try outbox.write(.appointmentParticipantAdded, change: before, to: after, by: request, in: transaction)
            return .json(after.document, etag: after.etag)
        }
    }

    private static func registration(
        of id: String, for appointment: Appointment, _ request: Request<AddCustomer>
    ) throws -> RegisterAddedCustomer {
        guard let customer = request.operation.customer else { throw Refusal(.invalidRequest) }
        return RegisterAddedCustomer(
            appointment: AppointmentAccess(appointment), version: appointment.version,
            customerIds: appointment.participants.filter { $0.type == .customer }.map(\.id),
            customer: CustomerDetails(customer, as: id))
    }

    /// The customer's id, for one version of the appointment.
    private struct Registered {
        let id: String
        let version: Int
    }

    private struct NotRegistered: Error {
        let appointment: Appointment
    }
}
