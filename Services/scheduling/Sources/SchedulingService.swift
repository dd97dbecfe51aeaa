// SPDX-License-Identifier: Apache-2.0
package import Contract
import Messaging
import NotificationsContract
import Outbox
package import Postgres
package import Room
import SchedulingContract

/// The scheduling service: appointments, their time and the rule that no agent is booked twice.
package enum SchedulingService: RoomService {
    package static var contract: ServiceContract { Scheduling.contract }

    package static var migrations: [Migration] { Migrations.all }

    package static func furnish(_ room: inout Room) async throws {
        let (database, outbox, clock) = (room.database, room.outbox, room.clock)
        let tickets = try TicketTerms(room.configuration)
        let key = try LinkKey(room.configuration)
        let calendar = CalendarLinks(publicURL: tickets.publicURL, key: key)
        let schedule = ScheduleAppointmentHandler(database: database, outbox: outbox, clock: clock, tickets: tickets) {
            [requests = room.requests] registration, request in
            _ = try await requests.ask(
                registration, of: .participants, for: request.caller, trace: request.trace, until: request.deadline)
        }
        room.server.on(ScheduleAppointment.self, schedule.handle)
        let scheduleVerified = ScheduleVerifiedAppointmentHandler(schedule: schedule) {
            [requests = room.requests] verification, request in
            try await requests.ask(
                verification, of: .notifications, for: request.caller, trace: request.trace, until: request.deadline)
        }
        room.server.on(ScheduleVerifiedAppointment.self, scheduleVerified.handle)
        room.server.on(FindAppointment.self, FindAppointmentHandler(database: database).handle)
        room.server.on(ListAppointments.self, ListAppointmentsHandler(database: database).handle)
        let update = UpdateAppointmentHandler(database: database, outbox: outbox, clock: clock)
        room.server.on(UpdateAppointment.self, update.handle)
        let reschedule = RescheduleAppointmentHandler(
            database: database, outbox: outbox, clock: clock, tickets: tickets)
        room.server.on(RescheduleAppointment.self, reschedule.handle)
        let cancel = CancelAppointmentHandler(database: database, outbox: outbox, clock: clock)
        room.server.on(CancelAppointment.self, cancel.handle)
        let end = EndAppointmentHandler(database: database, outbox: outbox, clock: clock)
        room.server.on(EndAppointment.self, end.handle)
        let activate = ActivateAppointmentHandler(database: database, outbox: outbox, clock: clock, tickets: tickets)
        room.server.on(ActivateAppointment.self, activate.handle)
        let eligible = FindEligibleAppointmentsHandler(database: database, clock: clock)
        room.server.on(FindEligibleAppointments.self, eligible.handle)
        room.server.on(CountAppointments.self, CountAppointmentsHandler(database: database).handle)
        room.server.on(CountOverlaps.self, CountOverlapsHandler(database: database).handle)
        let reassign = ReassignAppointmentHandler(database: database, outbox: outbox, clock: clock)
        room.server.on(ReassignAppointment.self, reassign.handle)
        room.server.on(AddAgent.self, AddAgentHandler(database: database, outbox: outbox, clock: clock).handle)
        let addCustomer = AddCustomerHandler(database: database, outbox: outbox, clock: clock, tickets: tickets) {
            [requests = room.requests] registration, request in
            try await requests.ask(
                registration, of: .participants, for: request.caller, trace: request.trace, until: request.deadline)
        }
        room.server.on(AddCustomer.self, addCustomer.handle)
        let remove = RemoveParticipantHandler(database: database, outbox: outbox, clock: clock)
        room.server.on(RemoveParticipant.self, remove.handle)
        room.server.on(FindAppointmentFacts.self, FindAppointmentFactsHandler(database: database).handle)
        let material = FindMessageMaterialHandler(
            database: database, clock: clock, tickets: tickets, calendar: calendar)
        room.server.on(FindMessageMaterial.self, material.handle)
        let calendarLink = OpenCalendarLinkHandler(
            database: database, clock: clock, tickets: tickets, calendar: calendar)
        room.server.on(OpenCalendarLink.self, calendarLink.handle)
        let openTicket = OpenTicketHandler(
            database: database, clock: clock, tickets: tickets, guesses: try TicketGuesses(room.configuration, key: key)
        )
        room.server.on(OpenTicket.self, openTicket.handle)

        let conference = WhenConferenceChanged(database: database, outbox: outbox, clock: clock)
        room.events.onInbound(.conferenceJoined, conference.joined)
        room.events.onInbound(.conferenceLeft, conference.left)
        room.events.onInbound(.conferenceEnded, conference.ended)
        room.events.on(.settingsChanged, WhenSettingsChanged(database: database).react)
    }
}
