// SPDX-License-Identifier: Apache-2.0
import Postgres
import SchedulingContract
import Time

/// The rows of senders; by channel an application has at most one that is confirmed and one that waits.
enum SenderRows {
    /// A sender that waits for its code.
    struct Pending: Sendable {
        let id: String
        let application: String
        let channel: NotificationTemplate.Channel
        let shown: String
        let sealed: [UInt8]
        let key: String
        let codeHash: [UInt8]
        let expires: Instant
        let at: Instant
    }

    static func save(_ sender: Pending) -> Query {
        """
        insert into senders
            (application_id, channel, is_confirmed, id, shown, sealed, key_id, code_hash, expires_at, at)
        values
            (\(sender.application), \(sender.channel.rawValue), false, \(sender.id), \(sender.shown), \(sender.sealed),
            \(sender.key), \(sender.codeHash), \(sender.expires), \(sender.at))
        on conflict (application_id, channel, is_confirmed) do update set
            id = excluded.id, shown = excluded.shown, sealed = excluded.sealed, key_id = excluded.key_id,
            code_hash = excluded.code_hash, expires_at = excluded.expires_at, wrong_tries = 0, at = excluded.at
        """
    }

    /// Removes one that waits, unless another one has taken its place or it was confirmed.
    static func withdraw(_ id: String) -> Query {
        "delete from senders where id = \(id) and not is_confirmed"
    }

    static func all(_ channel: NotificationTemplate.Channel, of application: String) -> Query {
        """
        select is_confirmed, shown, expires_at, wrong_tries, at from senders
        where application_id = \(application) and channel = \(channel.rawValue)
        """
    }

    static func confirmed(_ channel: NotificationTemplate.Channel, of application: String) -> Query {
        """
        select id, sealed from senders
        where application_id = \(application) and channel = \(channel.rawValue) and is_confirmed
        """
    }

    /// The same for many, in rows with the place of each among those asked for.
    static func confirmed(_ wanted: [Wanted]) -> Query {
        """
        select w.place, s.id, s.sealed
        from unnest(\(wanted.map(\.application)), \(wanted.map(\.channel.rawValue)))
            with ordinality as w (application, channel, place)
        join senders s on s.application_id = w.application and s.channel = w.channel and s.is_confirmed
        """
    }

    /// A confirmed sender that is asked for.
    struct Wanted: Sendable {
        let channel: NotificationTemplate.Channel
        let application: String
    }

    static func pendingForUpdate(_ channel: NotificationTemplate.Channel, of application: String) -> Query {
        """
        select id, code_hash, expires_at, wrong_tries from senders
        where application_id = \(application) and channel = \(channel.rawValue) and not is_confirmed
        for update
        """
    }

    static func countWrongTry(_ id: String) -> Query {
        "update senders set wrong_tries = wrong_tries + 1 where id = \(id)"
    }

    static func removeConfirmed(_ channel: NotificationTemplate.Channel, of application: String) -> Query {
        """
        delete from senders
        where application_id = \(application) and channel = \(channel.rawValue) and is_confirmed
        """
    }

    static func confirm(_ id: String, at now: Instant) -> Query {
        """
        update senders
        set is_confirmed = true, code_hash = null, expires_at = null, wrong_tries = 0, at = \(now)
        where id = \(id)
        """
    }

    static func removeAll(_ channel: NotificationTemplate.Channel, of application: String) -> Query {
        "delete from senders where application_id = \(application) and channel = \(channel.rawValue)"
    }
}
