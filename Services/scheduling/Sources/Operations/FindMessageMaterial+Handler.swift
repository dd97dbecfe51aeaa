// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Postgres
import SchedulingContract
import Time

/// Tells notifications what a batch of messages needs at the moment of sending; background work, no tenant of its own.
///
/// Room links that are needed and missing are made, so they exist at the latest when they are sent. That changes neither
/// version nor state. A fixed number of statements, however many recipients there are.
struct FindMessageMaterialHandler: Sendable {
    let database: PostgresPool
    let clock: WallClock
    let tickets: TicketTerms
    let calendar: CalendarLinks

    func handle(_ request: Request<FindMessageMaterial>) async throws -> FindMessageMaterial.Reply {
        let recipients = request.operation.recipients.prefix(100).filter {
            Identifier.isWellFormed($0.appointmentId) && Identifier.isWellFormed($0.participantId)
        }
        let now = clock.now()
        return try await database.transaction(.background, until: request.deadline.instant) {
            [tickets, calendar] transaction in
            let batch = try MessageBatch(recipients, tickets, at: now, in: transaction)
            return FindMessageMaterial.Reply(
                appointments: batch.materials, links: recipients.compactMap { batch.links(of: $0, tickets, calendar) })
        }
    }
}

/// The appointments of a batch of recipients with what belongs to them, as they are in one transaction.
private struct MessageBatch {
    private var appointments: [String: Appointment] = [:]
    /// Where the links of an appointment begin, if elsewhere than usual.
    private var linkBases: [String: String] = [:]
    private var joins: [String: [Join]] = [:]
    private var codes: [Tickets.Holder: String]

    init(
        _ recipients: [FindMessageMaterial.Recipient], _ terms: TicketTerms, at now: Instant,
        in transaction: PostgresTransaction
    ) throws {
        let ids = Set(recipients.map(\.appointmentId)).sorted()
        for row in try transaction.query(Self.find(ids)) {
            let appointment = try Appointment(row)
            appointments[appointment.id] = appointment
            linkBases[appointment.id] = try row.decodeIfPresent("link_base")
        }
        for row in try transaction.query(Attendances.joined(ids)) {
            joins[try row.decode("appointment_id"), default: []].append(try Join(row))
        }
        codes = try Tickets.codes(of: ids, at: now, in: transaction)
        let missing = Set(recipients.filter(\.needsRoomLink).map(Tickets.Holder.init)).filter { codes[$0] == nil }
        if !missing.isEmpty {
            try issue(for: missing, terms, at: now, in: transaction)
        }
    }

    var materials: [FindMessageMaterial.Material] {
        appointments.values.map { appointment in
            let all = joins[appointment.id] ?? []
            let arrived = all.filter { $0.revision == appointment.revision }
            let isRunning = all.contains(where: \.isPresent)
            return FindMessageMaterial.Material(
                facts: appointment.facts, ownTemplates: appointment.ownNotifications.json,
                joined: all.filter(\.isCustomer).map(\.user), isRunning: isRunning,
                hasStarted: isRunning || !arrived.isEmpty, arrived: arrived.filter(\.isCustomer).map(\.user))
        }
    }

    /// nil where there is no such appointment.
    func links(
        of recipient: FindMessageMaterial.Recipient, _ terms: TicketTerms, _ calendar: CalendarLinks
    ) -> FindMessageMaterial.Links? {
        guard let appointment = appointments[recipient.appointmentId] else { return nil }
        let code = codes[Tickets.Holder(recipient)]
        return FindMessageMaterial.Links(
            appointmentId: appointment.id, participantId: recipient.participantId,
            roomLink: code.map { terms.link(to: $0, base: linkBases[appointment.id]) },
            calendarLink: calendar.file(of: appointment.id, for: recipient.participantId),
            googleLink: calendar.google(of: appointment.id))
    }

    /// Makes the links of those who may have one, under the rows' locks and by what the rows say then.
    private mutating func issue(
        for holders: Set<Tickets.Holder>, _ terms: TicketTerms, at now: Instant, in transaction: PostgresTransaction
    ) throws {
        let ids = Set(holders.map(\.appointment)).filter { appointments[$0] != nil }.sorted()
        for row in try transaction.query(Self.findForUpdate(ids)) {
            let appointment = try Appointment(row)
            appointments[appointment.id] = appointment
        }
        let entitled = holders.compactMap { holder -> (holder: Tickets.Holder, application: String, expiry: Instant)? in
            guard let appointment = appointments[holder.appointment], appointment.cancelledAt == nil,
                appointment.state != .ended, appointment.customerIDs.contains(holder.participant)
            else { return nil }
            return (holder, appointment.applicationID, terms.expiry(of: appointment.slot, at: now))
        }
        if !entitled.isEmpty {
            Tickets.issue(for: entitled, at: now, in: transaction)
        }
        codes = try Tickets.codes(of: appointments.keys.sorted(), at: now, in: transaction)
    }
}

/// Somebody who joined an appointment's conference.
private struct Join {
    let user: String
    let isCustomer: Bool
    /// The appointment's at the latest join; nil where it isn't known.
    let revision: Int?
    /// As far as is known.
    let isPresent: Bool

    init(_ row: Row) throws {
        user = try row.decode("user_id")
        isCustomer = try row.decode("role", as: String.self) == ConferenceAttendance.Role.customer.rawValue
        revision = try row.decodeIfPresent("joined_revision", as: Int32.self).map { Int($0) }
        isPresent = try row.decode("present")
    }
}

extension Tickets.Holder {
    fileprivate init(_ recipient: FindMessageMaterial.Recipient) {
        self.init(appointment: recipient.appointmentId, participant: recipient.participantId)
    }
}

extension MessageBatch {
    private static func find(_ ids: [String]) -> Query {
        """
        select \(unsafeSQL: AppointmentRows.columns), \(unsafeSQL: TicketSettings.linkBase)
        from \(unsafeSQL: AppointmentRows.tables) where a.id = any(\(ids))
        """
    }

    /// In the order of their ids, so that two batches don't wait for each other.
    private static func findForUpdate(_ ids: [String]) -> Query {
        """
        select \(unsafeSQL: AppointmentRows.columns) from \(unsafeSQL: AppointmentRows.tables)
        where a.id = any(\(ids)) order by a.id for update of a
        """
    }
}
