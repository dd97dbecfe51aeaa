// SPDX-License-Identifier: Apache-2.0
package import Contract

/// What others may know of scheduling: its operations and events.
package enum Scheduling {
    package static let contract = ServiceContract(
        .scheduling,
        operations: [
            .open(ScheduleAppointment.self),
            .open(ScheduleVerifiedAppointment.self),
            .open(FindAppointment.self),
            .open(ListAppointments.self),
            .open(UpdateAppointment.self),
            .open(RescheduleAppointment.self),
            .open(CancelAppointment.self),
            .open(EndAppointment.self),
            .open(ActivateAppointment.self),
            .open(FindEligibleAppointments.self),
            .open(CountAppointments.self),
            .open(CountOverlaps.self),
            .open(ReassignAppointment.self),
            .open(AddAgent.self),
            .open(AddCustomer.self),
            .open(RemoveParticipant.self),
            .open(OpenTicket.self),
            .between(FindAppointmentFacts.self),
            .between(FindMessageMaterial.self),
            .between(OpenCalendarLink.self),
        ],
        publishes: [
            EventType.appointmentScheduled.description,
            EventType.appointmentRescheduled.description,
            EventType.appointmentUpdated.description,
            EventType.appointmentCancelled.description,
            EventType.appointmentActivated.description,
            EventType.appointmentEnded.description,
            EventType.appointmentReassigned.description,
            EventType.appointmentParticipantAdded.description,
            EventType.appointmentParticipantRemoved.description,
        ],
        listensTo: ["settings.changed.v1"],
        inbound: [
            InboundType.conferenceJoined.description,
            InboundType.conferenceLeft.description,
            InboundType.conferenceEnded.description,
        ])
}
