// SPDX-License-Identifier: Apache-2.0
import Messaging
import NotificationsContract
import Outbox
import Postgres
import Time

/// Keeps how long an application wants customers' details to be kept; an older event never replaces a newer one.
struct WhenSettingsChanged: Sendable {
    let database: PostgresPool

    func react(_ event: ReceivedEvent<SettingsChange>) async throws {
        guard let retention = try? ISODuration(iso8601: event.data.current.retention) else {
            throw UndecodableEvent("data.current.retention is no ISO 8601 duration")
        }
        let keeping = Self.keep(retention, of: event.subject, sequence: event.sequence)
        try await database.transaction(.background, until: event.deadline.instant) { transaction in
            guard try Inbox.isFirst(event.id, consumer: "settings-changed", in: transaction) else { return }
            transaction.enqueue(keeping)
        }
    }

    private static func keep(_ retention: ISODuration, of application: String, sequence: Int) -> Query {
        """
        insert into application_settings (application_id, sequence, retention)
        values (\(application), \(sequence), \(retention.seconds))
        on conflict (application_id) do update set sequence = excluded.sequence, retention = excluded.retention
        where application_settings.sequence < excluded.sequence
        """
    }
}
