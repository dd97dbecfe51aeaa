// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import ParticipantsContract
import Postgres
import SchedulingContract
import Time

/// Answers the details of one participant as far as the caller may see them.
///
/// What was just scheduled can be read at once: scheduling is asked where no event has come yet.
struct FindParticipantHandler: Sendable {
    let database: PostgresPool
    let source: AppointmentSource
    let clock: WallClock

    func handle(_ request: Request<FindParticipant>) async throws -> Answer {
        let found = try await find(request)
        let (rights, appointment) = try ParticipantRights.decide(for: request.caller, in: found.appointment)
        let id = request.operation.participantId
        if appointment.agentIds.contains(id) {
            return .json(ParticipantDocument.agent(id))
        }
        guard let details = found.details, appointment.customerIds.contains(id) else { throw Refusal(.notFound) }
        return .json(ParticipantDocument.customer(details, inFull: rights.showsInFull(id)))
    }

    private func find(_ request: Request<FindParticipant>) async throws -> Found {
        // An id that can't be one is unknown; nobody needs to be asked.
        guard Identifier.isWellFormed(request.operation.appointmentId) else { return Found() }
        let found = try await read(request)
        if found.appointment?.isConfirmed == true, found.details == nil || found.isConfirmed {
            return found
        }
        let facts = try await source.find(
            [request.operation.appointmentId], request.trace, request.deadline
        ).first { $0.id == request.operation.appointmentId }
        guard let facts else { return Found() }
        // Another application's appointment isn't kept at a stranger's request.
        guard request.caller.applications.contains(facts.applicationId) else {
            return Found(appointment: KnownAppointment(facts))
        }
        let (keeping, confirming) = (try facts.keeping(at: clock.now()), facts.confirming)
        try await database.transaction(.applications([facts.applicationId]), until: request.deadline.instant) {
            transaction in
            transaction.enqueue(keeping)
            transaction.enqueue(confirming)
        }
        return try await read(request)
    }

    private func read(_ request: Request<FindParticipant>) async throws -> Found {
        let applications = request.caller.applications
        let results = try await database.read(
            .applications(applications), until: request.deadline.instant,
            Self.find(request.operation, in: applications))
        guard let row = results.first?.first else { return Found() }
        return Found(
            appointment: try KnownAppointment(row), details: try CustomerDetails(row),
            isConfirmed: try row.decodeIfPresent("customer_confirmed") ?? false)
    }

    private struct Found {
        var appointment: KnownAppointment?
        /// Only customers have details here.
        var details: CustomerDetails?
        /// False for the details of a customer of whom no event has told: it may have been added just now.
        var isConfirmed = false
    }
}

extension KnownAppointment {
    fileprivate init(_ facts: AppointmentFacts) {
        self.init(
            applicationId: facts.applicationId, conferenceId: facts.conferenceId, organizerId: facts.organizer.id,
            agentIds: facts.participants.filter { $0.type == .agent }.map(\.id),
            customerIds: facts.participants.filter { $0.type == .customer }.map(\.id), isCancelled: facts.cancelled,
            isConfirmed: true)
    }

    fileprivate init(_ row: Row) throws(PostgresFailure) {
        self.init(
            applicationId: try row.decode("application_id"), conferenceId: try row.decode("conference_id"),
            organizerId: try row.decode("organizer_id"), agentIds: try row.decode("agent_ids"),
            customerIds: try row.decode("customer_ids"), isCancelled: try row.decode("cancelled"),
            isConfirmed: try row.decode("confirmed"))
    }
}

extension FindParticipantHandler {
    private static func find(_ operation: FindParticipant, in applications: [String]) -> Query {
        """
        select a.application_id, a.conference_id, a.organizer_id, a.agent_ids, a.customer_ids, a.cancelled,
            a.confirmed, p.confirmed as customer_confirmed, p.id as participant_id, p.username, p.first_name, p.last_name,
            p.primary_email, p.primary_phone, p.metadata, p.locale
        from appointments a
        left join participants p
            on p.appointment_id = a.id and p.application_id = a.application_id and p.id = \(operation.participantId)
            and p.removed_at is null
        where a.id = \(operation.appointmentId) and a.application_id = any(\(applications))
        """
    }
}
