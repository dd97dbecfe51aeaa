// SPDX-License-Identifier: Apache-2.0
import Contract
import SchedulingContract
import Time

extension Appointment {
    /// A new appointment with fresh random identifiers: they are capabilities, nothing guessable or time-ordered.
    ///
    /// - Throws: ``ProblemType/invalidRequest`` when the request has no zone, which validation has refused before.
    init(
        _ operation: ScheduleAppointment, _ booking: Booking, _ terms: ApplicationTerms, application: String,
        createdBy: String?, at now: Instant
    ) throws(Refusal) {
        guard let zone = operation.zone else { throw Refusal(.invalidRequest) }
        let customers = operation.customers.map { _ in
            AppointmentParticipant(id: Identifier.random(), type: .customer)
        }
        let agent = booking.assignedAgent.map { AppointmentParticipant(id: $0, type: .agent) }
        let organizer = booking.organizingAgent.map { AppointmentParticipant(id: $0, type: .agent) }
        guard let organizer = organizer ?? customers.first else { throw Refusal(.invalidRequest) }
        id = Identifier.random()
        applicationID = application
        slot = Slot(start: operation.start, duration: operation.duration, zone: zone)
        locale = operation.locale ?? terms.locale
        state = .pending
        title = operation.title
        notes = operation.notes
        metadata = operation.metadata
        customFields = operation.interaction.customFields
        routingType = operation.interaction.routingType.rawValue
        routingProperties = operation.interaction.routingProperties
        self.organizer = organizer
        assignedAgentID = booking.assignedAgent
        self.createdBy = createdBy
        conferenceID = Identifier.random()
        participants = customers + [agent].compactMap { $0 }
        ownNotifications = operation.notifications.map(NotificationList.json)
        plan = operation.notifications.map(NotificationList.plan(of:)) ?? terms.plan ?? NotificationList.builtInPlan
        hasApplicationTexts = operation.notifications == nil && terms.plan != nil
        applicationTexts = nil
        applicationLocale = terms.locale
        notificationsActive = terms.active
        version = 1
        revision = 0
        createdAt = now
        updatedAt = now
        cancelledAt = nil
        endedAt = nil
    }
}
