// SPDX-License-Identifier: Apache-2.0
package import ArgumentParser
import Configuration
import Contract
import NotificationsContract
import Outbox
import Postgres
import ServiceProcess
import Time

/// The operator's word that a message which failed, or may have, is to be sent again.
package struct RetryCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Send a message again: an appointment's latest failure, or the one that is named.",
        discussion: """
            The one that is named may also be uncertain; then its recipient may get it twice. It goes out within a \
            second or so by a running service, if it still holds: not for an appointment that was moved or cancelled \
            since, and not too late.
            """)

    @Option(help: "The appointment's id.")
    package var appointment: String

    @Option(help: "The message's id, as in GET /api/appointments/{id}/notifications.")
    package var notification: String?

    package init() {}

    package func run() async throws {
        let configuration = ServiceProcess.configuration()
        let service = Notifications.contract.service
        let logger = try ServiceProcess.logger(for: service.rawValue, configuration)
        let database = PostgresPool(
            configuration: try PostgresConfiguration(
                url: configuration.requiredString(forKey: "database.url", isSecret: true), size: 1,
                applicationName: "\(service.rawValue) retry"),
            logger: logger)
        let outbox = Outbox(service: service, clock: .system, nudge: WakeSignal())
        let ledger = Ledger(database: database, outbox: outbox, clock: .system)
        guard let entry = try await ledger.retry(appointment: appointment, notification: notification) else {
            throw ValidationError(
                notification == nil
                    ? "no message about this appointment has failed"
                    : "this message has not failed and is not uncertain")
        }
        print("\(entry.id): \(entry.type) by \(entry.channel) to \(entry.recipientId) is planned again")
    }
}
