// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Logging
import Messaging
import Outbox
import ParticipantsContract
import Postgres
import SchedulingContract
import Synchronization
import TestSupport
import Testing
import Time

@testable import SchedulingService

extension Trait where Self == ConditionTrait {
    /// Says why a suite was left out; `deploy/local test` fails when one is.
    static var needsPostgres: Self {
        .enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipReason)")
    }
}

/// The scheduling room with a database of its own and no broker: handlers are called as the dispatcher calls them.
struct SchedulingFixture: Sendable {
    static let now = "2030-01-07T08:00:00Z"

    let database: PostgresPool
    let outbox: Outbox
    var clock: WallClock
    let registrations = Registrations()

    /// What participants was asked to keep.
    final class Registrations: Sendable {
        private let kept = Mutex<[RegisterParticipants]>([])

        var all: [RegisterParticipants] { kept.withLock { $0 } }

        func add(_ registration: RegisterParticipants) { kept.withLock { $0.append(registration) } }
    }

    static func with(size: Int = 4, _ body: (SchedulingFixture) async throws -> Void) async throws {
        let template = TestDatabase.Template("scheduling", ["scheduling": SchedulingService.migrations])
        try await TestDatabase.with(template) { database in
            try await database.withPool("scheduling", size: size) { pool in
                let now = try Instant(rfc3339: now)
                let clock = WallClock { now }
                let outbox = Outbox(service: .scheduling, clock: clock, nudge: WakeSignal())
                try await body(SchedulingFixture(database: pool, outbox: outbox, clock: clock))
            }
        }
    }

    func schedule(_ json: String, by caller: Caller = .supervisor, key: String? = nil) async throws -> Answer {
        let handler = ScheduleAppointmentHandler(database: database, outbox: outbox, clock: clock) {
            [registrations] registration, _ in registrations.add(registration)
        }
        return try await handler.handle(Self.request(ScheduleAppointment.self, json, by: caller, key: key))
    }

    /// Schedules and reads the appointment's id out of the answer.
    func scheduled(
        at start: String = "2030-01-08T10:00:00Z", agent: String = "agent-1", by caller: Caller = .supervisor
    ) async throws -> String {
        try await schedule(.booking(at: start, agent: agent), by: caller).json["id"]?.text ?? ""
    }

    func reschedule(
        _ json: String, by caller: Caller = .supervisor, key: String? = nil, ifMatch: String? = nil
    ) async throws -> Answer {
        try await RescheduleAppointmentHandler(
            database: database, outbox: outbox, clock: clock, tickets: Self.tickets
        )
        .handle(Self.request(RescheduleAppointment.self, json, by: caller, key: key, ifMatch: ifMatch))
    }

    func cancel(
        _ id: String, by caller: Caller = .supervisor, key: String? = nil, ifMatch: String? = nil
    ) async throws -> Answer {
        try await CancelAppointmentHandler(database: database, outbox: outbox, clock: clock)
            .handle(Self.request(CancelAppointment.self, #"{"id": "\#(id)"}"#, by: caller, key: key, ifMatch: ifMatch))
    }

    func find(_ id: String, by caller: Caller = .supervisor) async throws -> Answer {
        try await FindAppointmentHandler(database: database)
            .handle(Self.request(FindAppointment.self, #"{"id": "\#(id)"}"#, by: caller))
    }

    func list(_ query: String = "{}", by caller: Caller = .supervisor) async throws -> JSONValue {
        try await ListAppointmentsHandler(database: database)
            .handle(Self.request(ListAppointments.self, query, by: caller)).json
    }

    /// The events written so far for one subject, in their order.
    func events(of subject: String) async throws -> [(type: String, change: AppointmentChange, sequence: Int)] {
        let query: Query = "select routing_key, body from outbox where subject = \(subject) order by id"
        let rows = try await database.read(.background, until: .now + .seconds(5), query)
        return try rows.first.map { rows in
            try rows.map { row in
                let (event, data) = try CloudEvent.decode(row.decode("body"), as: AppointmentChange.self)
                return (try row.decode("routing_key"), data, event.sequence)
            }
        } ?? []
    }

    /// The one number that a query answers, across all tenants.
    func count(_ query: Query) async throws -> Int {
        try await database.read(.background, until: .now + .seconds(5), query).first?.first?.decode("count") ?? -1
    }

    static func request<Asked: PublicOperation>(
        _ type: Asked.Type, _ json: String, by caller: Caller, key: String? = nil, ifMatch: String? = nil
    ) throws -> Request<Asked> {
        var input = Input(try JSONValue.parse(Array(json.utf8)))
        let operation = Asked(reading: &input)
        return Request(
            operation: operation, faults: input.faults, caller: caller, id: Identifier.random(), key: key,
            ifMatch: ifMatch, payload: Array(json.utf8), deadline: Deadline(in: .seconds(10)))
    }
}

extension Caller {
    static let supervisor = Caller(subject: "sup-1", roles: [.supervisor], applications: ["app-1"])
    static let clientService = Caller(subject: "crm", roles: [.clientService], applications: ["app-1"])
    static let stranger = Caller(subject: "sup-2", roles: [.supervisor], applications: ["app-2"])

    static func agent(_ id: String) -> Caller {
        Caller(subject: id, roles: [.agent], applications: ["app-1"])
    }

    static func customer(conference: String?) -> Caller {
        Caller(subject: "p", roles: [.customer], applications: ["app-1"], conference: conference)
    }
}

extension String {
    /// A complete booking of half an hour.
    static func booking(
        at start: String = "2030-01-08T10:00:00Z", agent: String? = "agent-1", extra: String = ""
    ) -> String {
        let user = agent.map { #""userId": "\#($0)", "# } ?? ""
        return """
            {"applicationId": "app-1", "start": "\(start)", "duration": "PT30M", "timezone": "Europe/Berlin", \(user)\(extra)
             "customer": {"username": "ewingb@myorg.com", "name": {"firstName": "Bobby"}}}
            """
    }
}

extension Answer {
    var json: JSONValue {
        (try? JSONValue.parse(body)) ?? .null
    }
}
