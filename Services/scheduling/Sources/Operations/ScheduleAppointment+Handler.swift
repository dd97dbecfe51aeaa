// SPDX-License-Identifier: Apache-2.0
import Contract
import Failpoints
import Idempotency
import Messaging
import NotificationsContract
import Outbox
import ParticipantsContract
import Postgres
import SchedulingContract
import Time

/// Schedules: registers the customers with participants, then commits key, appointment, occupancy, room
/// tickets, event and answer in one transaction. What was registered for a transaction that fails is an orphan there and is swept.
struct ScheduleAppointmentHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock
    let tickets: TicketTerms
    /// Asks participants to keep the customers; on whose behalf, and until when.
    let register: @Sendable (RegisterParticipants, RequestOrigin) async throws -> Void

    func handle(_ request: Request<ScheduleAppointment>) async throws -> Answer {
        let named = request.operation.applicationId
        guard let application = try Booking.application(named: named, for: request.caller) else {
            // Answers are stored by application, so none can be; the caller's right comes before the fields' faults.
            _ = try Booking(by: request.caller, userID: request.operation.userId)
            throw request.invalid(Booking.applicationFault)
        }
        let record = IdempotencyRecord(request, application: application)
        let (stored, terms) = try await known(record, until: request.deadline)
        if let stored {
            return stored
        }
        let booking = try Booking(by: request.caller, userID: request.operation.userId)
        try request.requireValid()
        try Booking.requireUpcoming(request.operation.start, at: clock.now())
        let appointment = try Appointment(
            request.operation, booking, terms, application: application, createdBy: request.caller.subject,
            at: clock.now())
        let registration = RegisterParticipants(appointment, request.operation.customers)
        return try await book(appointment, terms, registration, record, request)
    }

    /// The second half, the same for customers who schedule with a code.
    ///
    /// - Parameter verification: what the customer proved an address with; it books once.
    /// - Throws: ``ProblemType/unauthorized`` for a verification that has booked already.
    func book<Asked: PublicOperation>(
        _ appointment: Appointment, _ terms: ApplicationTerms, with verification: String? = nil,
        _ registration: RegisterParticipants, _ record: IdempotencyRecord, _ request: Request<Asked>
    ) async throws -> Answer {
        try await register(registration, RequestOrigin(request))
        Failpoint.customersRegistered.pass()
        return try await database.occupying(until: request.deadline, at: clock.now()) {
            try await commit(appointment, terms, verification, record, request)
        }
    }

    /// The answer to the same request, nil where there is none yet, and what holds in its application.
    func known(
        _ record: IdempotencyRecord, until deadline: Deadline
    ) async throws -> (stored: Answer?, terms: ApplicationTerms) {
        let results = try await database.read(
            .applications([record.application]), until: deadline.instant, record.find,
            ApplicationTerms.find(record.application))
        return (try results.first.flatMap(record.answer), try ApplicationTerms(results.last))
    }

    private func commit<Asked: PublicOperation>(
        _ appointment: Appointment, _ terms: ApplicationTerms, _ verification: String?, _ record: IdempotencyRecord,
        _ request: Request<Asked>
    ) async throws -> Answer {
        try await database.transaction(.applications([appointment.applicationID]), until: request.deadline.instant) {
            [outbox, tickets] transaction in
            if let stored = try record.claim(in: transaction) {
                return stored
            }
            guard try transaction.execute(Self.insert(appointment, verification)) == 1 else {
                throw Refusal(.unauthorized)
            }
            try Occupancy.take(appointment, under: terms.overlapPolicy, in: transaction)
            Failpoint.slotTaken.pass()
            let now = appointment.createdAt
            Tickets.issueAtOnce(
                for: appointment.customerIDs, of: appointment, until: tickets.expiry(of: appointment.slot, at: now),
                at: now, in: transaction)
            try outbox.write(.appointmentScheduled, change: nil, to: appointment, by: request, in: transaction)
            let shown = try AppointmentRows.complete(appointment, in: transaction)
            let answer = Answer.json(shown.document, etag: shown.etag)
            record.store(answer, in: transaction)
            return answer
        }
    }
}

extension RegisterParticipants {
    /// The customers of an appointment, each under the participant id that scheduling gave it.
    init(_ appointment: Appointment, _ customers: [Customer]) {
        let references = appointment.participants.filter { $0.type == .customer }
        self.init(
            appointment: AppointmentAccess(appointment),
            customers: zip(references, customers).map { CustomerDetails($1, as: $0.id) })
    }
}

extension ScheduleAppointmentHandler {
    private static func insert(_ a: Appointment, _ verification: String?) -> Query {
        """
        insert into appointments (
            id, application_id, start_at, end_at, timezone, wall_time, utc_offset, locale, title, notes, metadata,
            custom_fields, routing_type, routing_properties, organizer_id, organizer_type, assigned_agent_id,
            participants, created_by, conference_id, notifications, plan, notifications_active, version,
            revision, created_at, updated_at, verification_id)
        values (
            \(a.id), \(a.applicationID), \(a.slot.start), \(a.slot.end), \(a.slot.timezone), \(a.slot.wallTime),
            \(a.slot.utcOffset), \(a.locale), \(a.title), \(a.notes), \(a.metadata.json)::json,
            \(a.customFields.json)::json, \(a.routingType), \(a.routingProperties.json)::json, \(a.organizer.id),
            \(a.organizer.type.rawValue), \(a.assignedAgentID), \(a.participants.map(\.row)), \(a.createdBy),
            \(a.conferenceID), \(a.ownNotifications.json)::json, \(a.plan.map(\.item)), \(a.notificationsActive),
            \(a.version), \(a.revision), \(a.createdAt), \(a.updatedAt), \(verification))
        on conflict (verification_id) do nothing
        """
    }
}
