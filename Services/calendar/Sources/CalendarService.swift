// SPDX-License-Identifier: Apache-2.0
import CalendarContract
package import Contract
import Messaging
import Outbox
package import Postgres
package import Room
import SchedulingContract

/// The room of calendar exports: a read model of appointments, and the forms in which calendars take them.
package enum CalendarService: RoomService {
    package static var contract: ServiceContract { Calendar.contract }

    package static var migrations: [Migration] { Migrations.all }

    package static func furnish(_ room: inout Room) async throws {
        let identity = try CalendarIdentity(room.configuration)
        let lookup = AppointmentLookup(database: room.database, source: .scheduling(room.requests))

        room.server.on(
            ExportICalendar.self,
            ExportICalendarHandler(
                lookup: lookup, identity: identity, clock: room.clock, links: .scheduling(room.requests)
            ).handle)
        room.server.on(ExportGoogleLink.self, ExportGoogleLinkHandler(lookup: lookup).handle)

        let changed = WhenAppointmentChanged(database: room.database)
        room.events.on(.appointmentScheduled, changed.react)
        room.events.on(.appointmentRescheduled, changed.react)
        room.events.on(.appointmentUpdated, changed.react)
        room.events.on(.appointmentCancelled, changed.react)
        room.events.on(.appointmentActivated, changed.react)
        room.events.on(.appointmentEnded, changed.react)
        room.events.on(.appointmentReassigned, changed.react)
        room.events.on(.appointmentParticipantAdded, changed.react)
        room.events.on(.appointmentParticipantRemoved, changed.react)
    }
}
