// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Outbox
import ParticipantsContract
import Postgres
import Time

/// Keeps a customer who is about to be added, unless one of the same username takes part already.
///
/// Registrations of one appointment follow one another, so two of the same username for the same version find each
/// other and share an id; scheduling then adds one entry, whichever of them comes first.
struct RegisterAddedCustomerHandler: Sendable {
    let database: PostgresPool
    let outbox: Outbox
    let clock: WallClock

    func handle(_ request: Request<RegisterAddedCustomer>) async throws -> RegisterAddedCustomer.Reply {
        let operation = request.operation
        let appointment = operation.appointment
        let end = try Instant(rfc3339: appointment.end)
        if let metadata = operation.customer.metadata {
            // It is spliced into answers as it is, so it has to be one object.
            _ = try JSONSlices.members(of: Array(metadata.utf8))
        }
        let now = clock.now()
        return try await database.transaction(
            .applications([appointment.applicationId]), until: request.deadline.instant
        ) { [outbox] transaction in
            transaction.enqueue(appointment.insertion(end: end, at: now))
            transaction.enqueue(Self.lock(appointment))
            if let present = try transaction.query(Self.present(operation)).first {
                return RegisterAddedCustomer.Reply(participantId: try present.decode("id"))
            }
            var customer = operation.customer
            if let waiting = try transaction.query(Self.waiting(operation)).first {
                customer.participantId = try waiting.decode("id")
            }
            let insertion = appointment.insertion(of: [customer], version: operation.version, at: now)
            guard try !transaction.query(insertion).isEmpty else {
                transaction.enqueue(Self.renew(customer, operation, at: now))
                return RegisterAddedCustomer.Reply(participantId: customer.participantId)
            }
            try outbox.write(
                .participantRegistered, subject: customer.participantId, application: appointment.applicationId,
                ParticipantChange(appointmentId: appointment.appointmentId, participantId: customer.participantId),
                trace: request.trace, causation: request.id, in: transaction)
            return RegisterAddedCustomer.Reply(participantId: customer.participantId)
        }
    }
}

extension RegisterAddedCustomerHandler {
    private static func lock(_ appointment: AppointmentAccess) -> Query {
        """
        select id from appointments
        where id = \(appointment.appointmentId) and application_id = \(appointment.applicationId)
        for update
        """
    }

    /// A customer of that username who takes part. No username is nobody's.
    private static func present(_ operation: RegisterAddedCustomer) -> Query {
        """
        select id from participants
        where application_id = \(operation.appointment.applicationId)
            and appointment_id = \(operation.appointment.appointmentId)
            and username = nullif(\(operation.customer.username), '') and id = any(\(operation.customerIds))
        order by id limit 1
        """
    }

    /// One of that username whom nobody has added yet, registered for the same version: added and removed meanwhile, it
    /// would be for an older one.
    private static func waiting(_ operation: RegisterAddedCustomer) -> Query {
        """
        select id from participants
        where application_id = \(operation.appointment.applicationId)
            and appointment_id = \(operation.appointment.appointmentId)
            and username = nullif(\(operation.customer.username), '') and not confirmed
            and for_version = \(operation.version)
        order by id limit 1
        """
    }

    /// The newest details count, and a sweep that has begun leaves them alone.
    private static func renew(_ customer: CustomerDetails, _ operation: RegisterAddedCustomer, at now: Instant) -> Query
    {
        """
        update participants set
            username = \(customer.username), first_name = \(customer.firstName), last_name = \(customer.lastName),
            primary_email = \(customer.primaryEmail), primary_phone = \(customer.primaryPhone),
            metadata = \(customer.metadata), locale = \(customer.locale), for_version = \(operation.version),
            registered_at = \(now)
        where application_id = \(operation.appointment.applicationId)
            and appointment_id = \(operation.appointment.appointmentId) and id = \(customer.participantId)
            and not confirmed and removed_at is null
        """
    }
}
