// SPDX-License-Identifier: Apache-2.0
import Messaging
import NotificationsContract
import Outbox
import Postgres

/// Keeps a copy of an application's settings; an older event never replaces a newer one.
struct WhenSettingsChanged: Sendable {
    let database: PostgresPool

    func react(_ event: ReceivedEvent<SettingsChange>) async throws {
        let (application, settings) = (event.subject, event.data.current)
        let keeping = ApplicationTerms(settings).keep(for: application, sequence: event.sequence)
        try await database.transaction(.background, until: event.deadline.instant) { transaction in
            guard try Inbox.isFirst(event.id, consumer: "settings-changed", in: transaction),
                try transaction.execute(keeping) > 0
            else { return }
            ApplicationTemplates.replace(
                with: settings.notifications ?? [], of: application, locale: settings.locale, in: transaction)
        }
    }
}
