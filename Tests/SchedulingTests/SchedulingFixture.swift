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
        private let asked = Mutex<[RegisterAddedCustomer]>([])

        var all: [RegisterParticipants] { kept.withLock { $0 } }

        /// What was asked for customers who were added later, in order.
        var added: [RegisterAddedCustomer] { asked.withLock { $0 } }

        func add(_ registration: RegisterParticipants) { kept.withLock { $0.append(registration) } }

        /// Answers as participants does: one id for a username among those who take part or wait for the same version.
        func add(_ registration: RegisterAddedCustomer) -> RegisterAddedCustomer.Reply {
            let scheduled = all.flatMap(\.customers)
            return asked.withLock { asked in
                let username = registration.customer.username
                let present = (scheduled + asked.map(\.customer)).first {
                    username != nil && $0.username == username
                        && registration.customerIds.contains($0.participantId)
                }
                let waiting = asked.first {
                    username != nil && $0.customer.username == username && $0.version == registration.version
                        && $0.appointment.appointmentId == registration.appointment.appointmentId
                }
                var kept = registration
                kept.customer.participantId =
                    (present ?? waiting?.customer)?.participantId ?? registration.customer.participantId
                asked.append(kept)
                return RegisterAddedCustomer.Reply(participantId: kept.customer.participantId)
            }
        }
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
        let handler = ScheduleAppointmentHandler(
            database: database, outbox: outbox, clock: clock, tickets: Self.tickets
        ) { [registrations] registration, _ in
            registrations.add(registration)
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

    func reassign(
        _ id: String, to agent: String, by caller: Caller = .supervisor, key: String? = nil, ifMatch: String? = nil
    ) async throws -> Answer {
        let json = #"{"id": "\#(id)", "userId": "\#(agent)"}"#
        return try await ReassignAppointmentHandler(database: database, outbox: outbox, clock: clock)
            .handle(Self.request(ReassignAppointment.self, json, by: caller, key: key, ifMatch: ifMatch))
    }

    func addAgent(
        _ agent: String, to id: String, by caller: Caller = .supervisor, key: String? = nil, ifMatch: String? = nil
    ) async throws -> Answer {
        let json = #"{"id": "\#(id)", "userId": "\#(agent)"}"#
        return try await AddAgentHandler(database: database, outbox: outbox, clock: clock)
            .handle(Self.request(AddAgent.self, json, by: caller, key: key, ifMatch: ifMatch))
    }

    /// - Parameter meanwhile: happens after participants has answered and before the customer is added.
    func addCustomer(
        _ customer: String, to id: String, by caller: Caller = .supervisor, key: String? = nil, ifMatch: String? = nil,
        meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> Answer {
        let json = #"{"id": "\#(id)", "customer": \#(customer)}"#
        let handler = AddCustomerHandler(database: database, outbox: outbox, clock: clock, tickets: Self.tickets) {
            [registrations] registration, _ in
            let reply = registrations.add(registration)
            try await meanwhile()
            return reply
        }
        return try await handler.handle(
            Self.request(AddCustomer.self, json, by: caller, key: key, ifMatch: ifMatch))
    }

    func remove(
        _ participant: String, from id: String, by caller: Caller = .supervisor, key: String? = nil,
        ifMatch: String? = nil
    ) async throws -> Answer {
        let json = #"{"id": "\#(id)", "pid": "\#(participant)"}"#
        return try await RemoveParticipantHandler(database: database, outbox: outbox, clock: clock)
            .handle(Self.request(RemoveParticipant.self, json, by: caller, key: key, ifMatch: ifMatch))
    }

    /// As if the appointment's conference were over; its agents are free.
    func markEnded(_ id: String) async throws {
        try await database.transaction(.background, until: .now + .seconds(5)) { transaction in
            _ = try transaction.execute("update appointments set state = 'ENDED' where id = \(id)")
            _ = try transaction.execute("delete from occupancy where appointment_id = \(id)")
        }
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
        (try? JSONValue.parse(body, limits: .message)) ?? .null
    }

    /// Each of `participantIds` as `TYPE id`, in their order.
    var participants: [String] {
        json["participantIds"]?.elements?.map { "\($0["type"]?.text ?? "") \($0["id"]?.text ?? "")" } ?? []
    }

    /// The id of the customer in that place.
    func customer(_ place: Int = 0) -> String {
        let customers = participants.filter { $0.hasPrefix("CUSTOMER ") }
        return customers.indices.contains(place) ? String(customers[place].dropFirst("CUSTOMER ".count)) : ""
    }
}
