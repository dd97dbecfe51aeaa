// SPDX-License-Identifier: Apache-2.0
import Messaging
import NotificationsContract
import Room
import Time

extension NotificationsService {
    /// Registers the operations on senders and what they need in the background.
    ///
    /// - Parameter platform: hands in the mail of applications without a sender.
    /// - Returns: by whom each application's messages leave.
    static func furnishSenders(
        _ room: inout Room, _ settings: NotificationsSettings, platform: SMTPSender
    ) throws -> Senders {
        let (database, clock) = (room.database, room.clock)
        let own = try SendersSettings(room.configuration)
        let connections = settings.smtp.connections
        // Half of the threads stay free when one application's server is slow, and whatever has a lane finds room.
        let mail = SMTPSender(
            settings.smtp, eachAtMost: DispatchLanes.own(of: connections),
            queueLimit: DispatchLanes(connections: connections).total * 2, logger: room.logger)
        let senders = Senders(
            database: database, sealing: own.sealing, destinations: Destinations(allowed: own.allowed), mail: mail,
            greeting: settings.calendarDomain, twilio: own.twilio,
            platform: Senders.Platform(sender: settings.sender, mail: platform.send, sms: own.sms))
        let confirmations = SenderConfirmations(
            database: database, senders: senders, hashing: own.hashing, domain: settings.calendarDomain, clock: clock)
        room.server.on(ConfigureEmailSender.self, ConfigureEmailSenderHandler(confirmations).handle)
        room.server.on(ConfigureSMSSender.self, ConfigureSMSSenderHandler(confirmations).handle)
        let find = FindSenderHandler(database: database)
        room.server.on(FindEmailSender.self, find.handle)
        room.server.on(FindSMSSender.self, find.handle)
        let remove = RemoveSenderHandler(database: database)
        room.server.on(RemoveEmailSender.self, remove.handle)
        room.server.on(RemoveSMSSender.self, remove.handle)
        let confirm = ConfirmSenderHandler(database: database, hashing: own.hashing, clock: clock)
        room.server.on(ConfirmEmailSender.self, confirm.handle)
        room.server.on(ConfirmSMSSender.self, confirm.handle)
        let samples = SampleMessages(publicURL: settings.publicURL, clock: clock)
        room.server.on(
            TestEmailSender.self,
            TestEmailSenderHandler(
                database: database, senders: senders, samples: samples, domain: settings.calendarDomain
            ).handle)
        room.server.on(
            TestSMSSender.self,
            TestSMSSenderHandler(database: database, senders: senders, samples: samples).handle)
        room.background += [
            mail, SenderResealing(database: database, sealing: own.sealing, logger: room.logger),
        ]
        return senders
    }
}
