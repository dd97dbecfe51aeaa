// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Postgres
import SchedulingContract
import Synchronization
import TestSupport
import Testing
import Time

@testable import NotificationsService
@testable import Outbox

/// A database of the test's own with this room's schema, the room's parts around it, and a clock the test sets.
struct NotificationsFixture: Sendable {
    let database: PostgresPool
    let time = TestTime()
    let planned = WakeSignal()
    let neighbours = Neighbours()
    let mailbox = Mailbox()

    static func with(_ body: (NotificationsFixture) async throws -> Void) async throws {
        let template = TestDatabase.Template("notifications", ["notifications": Migrations.all])
        try await TestDatabase.with(template) { database in
            try await database.withPool("notifications", size: 4) { pool in
                try await body(NotificationsFixture(database: pool))
            }
        }
    }

    var outbox: Outbox {
        Outbox(service: .notifications, clock: time.clock, nudge: WakeSignal())
    }

    var ledger: Ledger {
        Ledger(database: database, outbox: outbox, clock: time.clock)
    }

    var reaction: WhenAppointmentChanged {
        WhenAppointmentChanged(
            database: database, planner: Planner(outbox: outbox, clock: time.clock), planned: planned)
    }

    var dispatcher: Dispatcher { dispatcher(connections: 4) }

    func dispatcher(connections: Int) -> Dispatcher {
        Dispatcher(
            ledger: ledger, sources: neighbours.sources, composer: Messages.composer, connections: connections,
            planned: WakeSignal(), clock: time.clock, logger: TestDatabase.logger, outlets: mailbox.outlets)
    }

    /// An appointment that scheduling knows and has told of; its messages are planned.
    func schedule(_ facts: AppointmentFacts = Facts.appointment()) async throws {
        neighbours.know(facts)
        try await reaction.scheduled(Self.event(facts))
    }

    static func event(
        _ facts: AppointmentFacts, after previous: AppointmentFacts? = nil, id: String = Identifier.random(),
        by actor: AppointmentChange.Actor = AppointmentChange.Actor(id: "agent-7", role: "ROLE_AGENT")
    ) -> ReceivedEvent<AppointmentChange> {
        ReceivedEvent(
            id: id, subject: facts.id, application: facts.applicationId, sequence: facts.version, time: .now(),
            trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            data: AppointmentChange(
                previous: previous, current: facts, actor: actor),
            deadline: Deadline(in: .seconds(10)), logger: TestDatabase.logger)
    }
}

extension NotificationsFixture {
    /// What the ledger says of each message: recipient, state, reason, attempts.
    func entries() async throws -> [String] {
        let rows = try await read("select * from notifications order by recipient_id, revision")
        return try rows.map { row in
            let parts: [String?] = [
                try row.decode("recipient_id"), try row.decode("state"), try row.decodeIfPresent("reason"),
                String(try row.decode("attempts", as: Int.self)),
            ]
            return parts.compactMap { $0 }.joined(separator: " ")
        }
    }

    /// What the ledger says of each message: recipient, type, channel, revision, state, reason.
    func messages() async throws -> [String] {
        let rows = try await read(
            "select * from notifications order by recipient_id, revision, type, channel desc, period")
        return try rows.map { row in
            let parts: [String?] = [
                try row.decode("recipient_id"), try row.decode("type"), try row.decode("channel"),
                String(try row.decode("revision", as: Int.self)), try row.decode("state"),
                try row.decodeIfPresent("reason"),
            ]
            return parts.compactMap { $0 }.joined(separator: " ")
        }
    }

    /// The names of the events that wait to be published, in order.
    func events() async throws -> [String] {
        try await read("select routing_key from outbox order by id").map { try $0.decode("routing_key") }
    }

    /// The envelopes of messages' events that wait to be published, in order.
    func envelopes() async throws -> [CloudEvent] {
        try await read("select body from outbox order by id").map {
            try CloudEvent.decode($0.decode("body"), as: NotificationChange.self).event
        }
    }

    func read(_ query: Query) async throws -> Rows {
        try #require(try await database.read(.background, until: .now.advanced(by: .seconds(5)), query).first)
    }

    /// As if so many seconds had passed for every lease.
    func expireLeases() async throws {
        try await database.transaction(.background, until: .now.advanced(by: .seconds(5))) { database in
            try database.execute("update notifications set lease_until = now() - interval '1 second'")
        }
    }
}

/// A clock that only the test moves.
final class TestTime: Sendable {
    private let now = Mutex(Instant(microseconds: 1_890_000_000_000_000))

    var clock: WallClock {
        WallClock(now: { self.now.withLock { $0 } })
    }

    func pass(_ duration: Duration) {
        now.withLock { $0 = $0 + duration }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where no server is given; the project's test command gives one.
    static var needsPostgres: Self {
        .enabled(if: TestDatabase.serverURL != nil, Comment(rawValue: TestDatabase.skipReason))
    }
}
