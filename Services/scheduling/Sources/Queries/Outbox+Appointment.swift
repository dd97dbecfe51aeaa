// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import Outbox
import Postgres
import SchedulingContract

extension Outbox {
    /// Writes an appointment's event: its sequence is the appointment's version.
    func write<Asked: Operation>(
        _ type: EventType<AppointmentChange>, change before: Appointment?, to after: Appointment,
        by request: Request<Asked>, in transaction: PostgresTransaction
    ) throws {
        let change = AppointmentChange(
            previous: before?.facts, current: after.facts, actor: AppointmentChange.Actor(request.caller))
        try write(
            type, subject: after.id, application: after.applicationID, sequence: after.version, change,
            trace: request.trace, causation: request.id, in: transaction)
    }

    /// The same for a change that the video platform told of.
    func write<Payload>(
        _ type: EventType<AppointmentChange>, change before: Appointment, to after: Appointment,
        toldBy message: InboundEvent<Payload>, in transaction: PostgresTransaction
    ) throws {
        let change = AppointmentChange(previous: before.facts, current: after.facts, actor: .videoPlatform)
        try write(
            type, subject: after.id, application: after.applicationID, sequence: after.version, change,
            trace: message.trace, causation: message.id, in: transaction)
    }
}
