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
        let senders = try furnishSenders(&room, settings, platform: sender)
        let store = SettingsStore(database: room.database)
        let dispatcher = Dispatcher(
            ledger: Ledger(database: room.database, outbox: room.outbox, clock: room.clock),
            sources: MessageSources(room.requests) { applications in
                try await store.stored(for: Set(applications), until: .now + .seconds(2))
            },
            composer: MessageComposer(calendarDomain: settings.calendarDomain, sender: settings.sender),
            connections: settings.smtp.connections, planned: planned, clock: room.clock, tracer: room.tracer,
            logger: room.logger, outlets: Outlets(senders))

        room.server.on(
            ListNotifications.self,
            ListNotificationsHandler(database: room.database, source: .scheduling(room.requests)).handle)

        let defaults = SettingsDefaults(ticketBaseUrl: settings.publicURL)
        room.server.on(FindSettings.self, FindSettingsHandler(database: room.database, defaults: defaults).handle)
        room.server.on(
            ReplaceSettings.self,
            ReplaceSettingsHandler(
                database: room.database, outbox: room.outbox, clock: room.clock, defaults: defaults
            ).handle)

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
        room.samples.append(LedgerSample(database: room.database, clock: room.clock).take)
        room.readiness.append(ReadinessCheck("dispatcher") { dispatcher.isTurning })
        try furnishCodes(&room, settings, Outlets(senders))
    }

    /// One-time codes: asked for, sent and judged apart from the ledger, for they belong to no appointment yet.
    private static func furnishCodes(
        _ room: inout Room, _ settings: NotificationsSettings, _ outlets: Outlets
    ) throws {
        let terms = try CodeTerms(room.configuration)
        let asked = WakeSignal()
        let send = SendCodeHandler(database: room.database, clock: room.clock, terms: terms, asked: asked)
        room.server.on(SendCode.self, send.handle)
        let verify = VerifyCodeHandler(database: room.database, clock: room.clock, hashing: terms.hashing)
        room.server.on(VerifyCode.self, verify.handle)
        let withhold = WithholdCodesHandler(database: room.database, hashing: terms.hashing)
        room.server.on(WithholdCodes.self, withhold.handle)

        let queue = CodeQueue(database: room.database, clock: room.clock)
        let dispatcher = CodeDispatcher(
            queue: queue, terms: terms, connections: settings.smtp.connections, asked: asked, clock: room.clock,
            tracer: room.tracer, logger: room.logger
        ) { message in
            switch message.channel {
            case .email:
                let mail = message.mail(from: settings.sender, domain: settings.calendarDomain)
                return await outlets.mail(mail, message.applicationId)
            case .sms:
                let sms = SMSMessage(id: message.id, to: message.to, text: message.text)
                return await outlets.sms?(sms, message.applicationId) ?? .deferred(code: nil)
            }
        }
        room.background += [dispatcher, CodeSweep(database: room.database, clock: room.clock, logger: room.logger)]
        room.readiness.append(ReadinessCheck("code dispatcher") { dispatcher.isTurning })
    }
}
