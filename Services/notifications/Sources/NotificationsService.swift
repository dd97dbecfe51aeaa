// SPDX-License-Identifier: Apache-2.0
package import ArgumentParser
package import Contract
import Messaging
import NotificationsContract
import Outbox
package import Postgres
package import Room
import SchedulingContract
import ServiceProcess

/// The room of messages: a ledger of what is to be sent to whom, planned from events, and the dispatcher that sends it.
package enum NotificationsService: RoomService {
    package static var contract: ServiceContract { Notifications.contract }

    package static var migrations: [Migration] { Migrations.all }

    package static var commands: [any ParsableCommand.Type] { [RetryCommand.self] }

    package static func furnish(_ room: inout Room) async throws {
        let settings = try NotificationsSettings(room.configuration)
        let planned = WakeSignal()
        let sender = SMTPSender(settings.smtp, logger: room.logger)
        _ = try furnishSenders(&room, settings, platform: sender)
        let dispatcher = Dispatcher(
            ledger: Ledger(database: room.database, outbox: room.outbox, clock: room.clock),
            sources: MessageSources(room.requests) { _ in [:] },
            composer: MessageComposer(calendarDomain: settings.calendarDomain, sender: settings.sender),
            lanes: settings.smtp.connections, planned: planned, clock: room.clock, logger: room.logger,
            outlets: Outlets(mail: { message, _ in await sender.send(message) }, sms: nil))

        room.server.on(
            ListNotifications.self,
            ListNotificationsHandler(database: room.database, source: .scheduling(room.requests)).handle)

        room.server.on(FindSettings.self, FindSettingsHandler(database: room.database).handle)
        room.server.on(
            ReplaceSettings.self,
            ReplaceSettingsHandler(database: room.database, outbox: room.outbox, clock: room.clock).handle)

        let changed = WhenAppointmentChanged(
            database: room.database, planner: Planner(outbox: room.outbox, clock: room.clock), planned: planned)
        room.events.on(.appointmentScheduled, changed.scheduled)
        room.events.on(.appointmentRescheduled, changed.rescheduled)
        room.events.on(.appointmentUpdated, changed.changed)
        room.events.on(.appointmentCancelled, changed.cancelled)
        room.events.on(.appointmentActivated, changed.activated)
        room.events.on(.appointmentEnded, changed.changed)
        room.events.on(.appointmentReassigned, changed.changed)
        room.events.on(.appointmentParticipantAdded, changed.added)
        room.events.on(.appointmentParticipantRemoved, changed.removed)

        // Stopped in the opposite order: the sender outlives the dispatcher that hands it messages.
        room.background += [
            sender, dispatcher, LedgerSweep(database: room.database, clock: room.clock, logger: room.logger),
        ]
        room.readiness.append(ReadinessCheck("dispatcher") { dispatcher.isTurning })
    }
}
