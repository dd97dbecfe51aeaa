// SPDX-License-Identifier: Apache-2.0
package import Contract
import Messaging
import NotificationsContract
import Outbox
import ParticipantsContract
package import Postgres
package import Room
import SchedulingContract

/// The room of people: their details, and who may see them.
package enum ParticipantsService: RoomService {
    package static var contract: ServiceContract { Participants.contract }

    package static var migrations: [Migration] { Migrations.all }

    package static func furnish(_ room: inout Room) async throws {
        let (database, clock) = (room.database, room.clock)
        let settings = try ParticipantsSettings(room.configuration)
        let source = AppointmentSource.scheduling(room.requests)

        room.server.on(
            FindParticipant.self,
            FindParticipantHandler(database: database, source: source, clock: clock).handle)
        room.server.on(
            RegisterParticipants.self,
            RegisterParticipantsHandler(database: database, outbox: room.outbox, clock: clock).handle)
        let erase = ErasePersonHandler(database: database, outbox: room.outbox, clock: clock) {
            [requests = room.requests] codes, request in
            _ = try await requests.ask(
                codes, of: .notifications, for: request.caller, trace: request.trace, until: request.deadline)
        }
        room.server.on(ErasePerson.self, erase.handle)
        room.server.on(
            RegisterAddedCustomer.self,
            RegisterAddedCustomerHandler(database: database, outbox: room.outbox, clock: clock).handle)
        room.server.on(FindContacts.self, FindContactsHandler(database: database).handle)

        let changed = WhenAppointmentChanged(database: database, clock: clock)
        room.events.on(.appointmentScheduled, changed.react)
        room.events.on(.appointmentRescheduled, changed.react)
        room.events.on(.appointmentUpdated, changed.react)
        room.events.on(.appointmentCancelled, changed.react)
        room.events.on(.appointmentActivated, changed.react)
        room.events.on(.appointmentEnded, changed.react)
        room.events.on(.appointmentReassigned, changed.react)
        room.events.on(.appointmentParticipantAdded, changed.react)
        room.events.on(.appointmentParticipantRemoved, changed.react)

        room.events.on(.settingsChanged, WhenSettingsChanged(database: database).react)

        room.background.append(
            UnconfirmedSweep(database: database, source: source, clock: clock, logger: room.logger))
        room.background.append(
            ExpirySweep(
                database: database, outbox: room.outbox, retention: settings.retention, clock: clock,
                logger: room.logger))
    }
}
