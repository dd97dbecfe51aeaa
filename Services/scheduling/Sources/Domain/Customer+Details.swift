// SPDX-License-Identifier: Apache-2.0
import ParticipantsContract
import SchedulingContract
import Time

extension AppointmentAccess {
    /// What participants needs of an appointment for deciding who may see its people.
    init(_ appointment: Appointment) {
        self.init(
            appointmentId: appointment.id, applicationId: appointment.applicationID,
            conferenceId: appointment.conferenceID, organizerId: appointment.organizer.id,
            agentIds: appointment.agentIDs, createdBy: appointment.createdBy, end: appointment.slot.end.rfc3339)
    }
}

extension CustomerDetails {
    /// A customer as participants keeps it, under the participant id that scheduling gave.
    init(_ customer: Customer, as participantID: String) {
        self.init(
            participantId: participantID, username: customer.username, firstName: customer.firstName,
            lastName: customer.lastName, primaryEmail: customer.email, primaryPhone: customer.phone,
            metadata: customer.metadata.map { String(decoding: $0, as: UTF8.self) }, locale: customer.locale)
    }
}
