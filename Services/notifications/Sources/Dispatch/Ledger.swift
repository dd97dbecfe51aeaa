// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
package import Outbox
package import Postgres
package import Time

/// The ledger of messages in the database, and the steps a message takes through it, each in one short transaction.
///
/// A claim lasts as long as its lease. What a step changes it changes only under its own claim, and every end of a
/// message is committed together with its event.
package struct Ledger: Sendable {
    private let database: PostgresPool
    private let outbox: Outbox
    private let clock: WallClock

    /// Longer than a submission may take and its end may need to be committed.
    package static let leaseSeconds = 45

    private static let patience = Duration.seconds(5)

    package init(database: PostgresPool, outbox: Outbox, clock: WallClock) {
        self.database = database
        self.outbox = outbox
        self.clock = clock
    }

    /// Claims what is due, the longest waiting first, passing over what another dispatcher is claiming.
    package func claim(atMost limit: Int) async throws -> [LedgerEntry] {
        let now = clock.now()
        return try await change { database in
            try database.query(Self.claim(dueAt: now, atMost: limit)).map { try Self.entry($0) }
        }
    }

    /// When the next message is due, nil when none is planned.
    package func nextDue() async throws -> Instant? {
        let rows = try await database.read(.background, until: .now.advanced(by: Self.patience), Self.nextDue)
        return try rows.first?.first?.decodeIfPresent("due")
    }

    /// Notes durably that the provider is about to be called.
    ///
    /// - Returns: false when the message isn't ours to send any more: void by an event, or the lease ran out.
    package func mark(_ entry: LedgerEntry) async throws -> Bool {
        let now = clock.now()
        return try await change { try $0.execute(Self.mark(entry, at: now)) == 1 }
    }

    /// Ends a message, or plans it anew, after the provider's word; publishes the end.
    package func settle(_ entry: LedgerEntry, _ settlement: Settlement) async throws {
        switch settlement {
        case .sent: try await end(entry, .sent, nil, .notificationSent)
        case .failed(let reason): try await end(entry, .failed, reason, .notificationFailed)
        case .uncertain(let reason): try await end(entry, .uncertain, reason, .notificationUncertain)
        case .again(let seconds, let reason):
            let now = clock.now()
            let next = now + .seconds(seconds)
            _ = try await change { database in
                try database.execute(Self.planAgain(entry, reason, next: next, at: now))
            }
        }
    }

    package func suppress(_ entry: LedgerEntry, _ reason: LedgerReason) async throws {
        try await end(entry, .suppressed, reason, .notificationSuppressed)
    }

    /// Gives a claim back untried; the message may be claimed again at once or after so long.
    package func release(_ entries: [LedgerEntry], for pause: Duration = .zero) async throws {
        let next = clock.now() + pause
        try await change { database in
            for entry in entries {
                try database.execute(Self.release(entry, next: next))
            }
        }
    }

    /// Takes back the claims of dispatchers that are gone: unmarked messages are planned again, of marked ones nobody
    /// knows whether the provider has them.
    package func recover() async throws {
        let now = clock.now()
        try await change { database in
            try database.execute(Self.planUnmarked)
            for row in try database.query(Self.takeMarked(at: now)) {
                try publish(.notificationUncertain, Self.entry(row), .interrupted, in: database)
            }
        }
    }

    private func end(
        _ entry: LedgerEntry, _ state: LedgerState, _ reason: LedgerReason?, _ event: EventType<NotificationChange>
    ) async throws {
        let now = clock.now()
        try await change { database in
            guard try database.execute(Self.end(entry, state, reason, at: now)) == 1 else { return }
            try publish(event, entry, reason, in: database)
        }
    }

    private func publish(
        _ event: EventType<NotificationChange>, _ entry: LedgerEntry, _ reason: LedgerReason?,
        in database: PostgresTransaction
    ) throws {
        try outbox.write(
            event, subject: entry.appointmentId, application: entry.applicationId, entry.change(reason),
            trace: entry.trace, in: database)
    }

    private func change<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Result
    ) async throws -> Result {
        try await database.transaction(.background, until: .now.advanced(by: Self.patience), body)
    }
}
