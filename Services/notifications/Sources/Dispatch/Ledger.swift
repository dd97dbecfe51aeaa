// SPDX-License-Identifier: Apache-2.0
import Contract
import Failpoints
import NotificationsContract
package import Outbox
package import Postgres
package import Time

/// The ledger of messages in the database, and the steps messages take through it, each in one short transaction for
/// any number of them.
///
/// A claim lasts as long as its lease. What a step changes it changes only under its own claim, and every end of a
/// message is committed together with its event.
package struct Ledger: Sendable {
    private let database: PostgresPool
    private let outbox: Outbox
    private let clock: WallClock

    /// Longer than a submission may take and its end may need to be committed.
    package static let leaseSeconds = 45

    /// What a submission and its settling take at most (``SMTPSender/patience``, ``DispatchLoop/settlingTime``), and a
    /// second.
    static let sendingSeconds = (SMTPSender.patience + DispatchLoop.settlingTime).components.seconds + 1

    private static let patience = Duration.seconds(5)

    package init(database: PostgresPool, outbox: Outbox, clock: WallClock) {
        self.database = database
        self.outbox = outbox
        self.clock = clock
    }

    /// How a message ends, and why where it wasn't sent.
    struct End: Sendable {
        let entry: LedgerEntry
        let state: LedgerState
        let reason: LedgerReason?
    }

    /// Claims what is due, the longest waiting first, passing over what another dispatcher is claiming.
    ///
    /// - Parameter lines: of which nothing is claimed (``Carried/line``).
    package func claim(atMost limit: Int, passingOver lines: [String] = []) async throws -> [LedgerEntry] {
        let now = clock.now()
        return try await change { database in
            try database.query(Self.claim(dueAt: now, atMost: limit, passingOver: lines)).map { row in
                var entry = try Self.entry(row)
                entry.hasOwnSender = try row.decode("has_own_sender")
                return entry
            }
        }
    }

    /// When the next message is due, nil when none is planned.
    package func nextDue() async throws -> Instant? {
        let rows = try await database.read(.background, until: .now.advanced(by: Self.patience), Self.nextDue)
        return try rows.first?.first?.decodeIfPresent("due")
    }

    /// Notes durably that the provider is about to be called.
    ///
    /// - Returns: for each, false when it isn't ours to send any more: void by an event, or the lease ran out.
    package func mark(_ entries: [LedgerEntry]) async throws -> [Bool] {
        let now = clock.now()
        let marked = try await change { database in
            Set(try database.query(Self.mark(entries, at: now)).map { try $0.decode("id", as: String.self) })
        }
        return entries.map { marked.contains($0.id) }
    }

    /// Ends messages, or plans them anew, after the provider's word; publishes the ends.
    package func settle(_ settlements: [(entry: LedgerEntry, settlement: Settlement)]) async throws {
        let now = clock.now()
        var ends: [End] = []
        var again: [(entry: LedgerEntry, reason: LedgerReason, next: Instant)] = []
        for (entry, settlement) in settlements {
            switch settlement {
            case .sent: ends.append(End(entry: entry, state: .sent, reason: nil))
            case .failed(let reason): ends.append(End(entry: entry, state: .failed, reason: reason))
            case .uncertain(let reason): ends.append(End(entry: entry, state: .uncertain, reason: reason))
            case .again(let seconds, let reason): again.append((entry, reason, now + .seconds(seconds)))
            }
        }
        try await change { [ends, again] database in
            if !again.isEmpty {
                database.enqueue(Self.lock(settlements.map(\.entry)))
                database.enqueue(
                    Self.planAgain(again.map(\.entry), again.map(\.reason), next: again.map(\.next), at: now))
            }
            try end(ends, at: now, in: database)
            Failpoint.beforeRecord.pass()
        }
    }

    /// Ends claimed messages that are not to be sent.
    package func suppress(_ suppressions: [(entry: LedgerEntry, reason: LedgerReason)]) async throws {
        guard !suppressions.isEmpty else { return }
        let now = clock.now()
        try await change { database in
            let ends = suppressions.map { End(entry: $0.entry, state: .suppressed, reason: $0.reason) }
            try end(ends, at: now, in: database)
        }
    }

    /// Gives claims back untried; the messages may be claimed again at once or after so long.
    package func release(_ entries: [LedgerEntry], for pause: Duration = .zero) async throws {
        guard !entries.isEmpty else { return }
        let next = clock.now() + pause
        try await change { database in
            database.enqueue(Self.release(entries, next: next))
        }
    }

    /// Takes back the claims of dispatchers that are gone: unmarked messages are planned again, of marked ones nobody
    /// knows whether the provider has them.
    ///
    /// - Returns: how many were planned again.
    @discardableResult
    package func recover() async throws -> Int {
        let now = clock.now()
        return try await change { database in
            let planned = try database.execute(Self.planUnmarked)
            let lost = try database.query(Self.takeMarked(at: now)).map { try Self.entry($0) }
            outbox.lock(lost.map(\.appointmentId), in: database)
            try publish(.notificationUncertain, lost.map { ($0, .interrupted) }, in: database)
            return planned
        }
    }

    /// Plans a message again at an operator's word, to be sent at once if it still holds.
    ///
    /// - Parameter notification: nil for the appointment's latest failure. Only a message that is named can be one
    ///   whose outcome is uncertain: the recipient may get it twice.
    /// - Returns: the message, nil where there is none such.
    package func retry(appointment: String, notification: String?) async throws -> LedgerEntry? {
        let now = clock.now()
        return try await change { database in
            let rows = try database.query(Self.retry(appointment: appointment, notification: notification, at: now))
            guard let entry = try rows.first.map({ try Self.entry($0) }) else { return nil }
            outbox.lock([entry.appointmentId], in: database)
            try publish(.notificationPlanned, [(entry, nil)], in: database)
            return entry
        }
    }

    private func end(_ ends: [End], at now: Instant, in database: PostgresTransaction) throws {
        guard !ends.isEmpty else { return }
        let ended = Set(try database.query(Self.end(ends, at: now)).map { try $0.decode("id", as: String.self) })
        let told = ends.filter { ended.contains($0.entry.id) }
        outbox.lock(told.map(\.entry.appointmentId), in: database)
        for (state, event) in Self.events {
            try publish(event, told.filter { $0.state == state }.map { ($0.entry, $0.reason) }, in: database)
        }
    }

    private static let events: [(LedgerState, EventType<NotificationChange>)] = [
        (.sent, .notificationSent), (.failed, .notificationFailed), (.suppressed, .notificationSuppressed),
        (.uncertain, .notificationUncertain),
    ]

    /// Each event names the message itself as its cause and stays in the trace of what planned it.
    private func publish(
        _ event: EventType<NotificationChange>, _ entries: [(LedgerEntry, LedgerReason?)],
        in database: PostgresTransaction
    ) throws {
        let events = entries.map { entry, reason in
            Outbox.Entry(
                subject: entry.appointmentId, application: entry.applicationId, data: entry.change(reason),
                trace: entry.trace, causation: entry.id)
        }
        try outbox.write(event, events, in: database)
    }

    private func change<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Result
    ) async throws -> Result {
        try await database.transaction(.background, until: .now.advanced(by: Self.patience), body)
    }
}
