// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import ParticipantsContract
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import Outbox
@testable import ParticipantsService

/// A database of the test's own with this room's schema, and requests and events as the process would hand them over.
struct ParticipantsFixture: Sendable {
    let database: PostgresPool
    /// When the test takes place.
    var now = Instant(microseconds: 1_700_000_000_000_000)

    static func with(_ body: (ParticipantsFixture) async throws -> Void) async throws {
        let template = TestDatabase.Template("participants", ["participants": Migrations.all])
        try await TestDatabase.with(template) { database in
            try await database.withPool("participants") { pool in try await body(ParticipantsFixture(database: pool)) }
        }
    }

    var clock: WallClock {
        WallClock { [now] in now }
    }

    static func request<Asked: Operation>(_ operation: Asked, by caller: Caller = Caller()) -> Request<Asked> {
        Request(
            operation: operation, caller: caller, id: Identifier.random(), deadline: Deadline(in: .seconds(10)),
            logger: TestDatabase.logger)
    }

    func register(_ registration: RegisterParticipants) async throws {
        let outbox = Outbox(service: .participants, clock: clock, nudge: WakeSignal())
        let handler = RegisterParticipantsHandler(database: database, outbox: outbox, clock: clock)
        _ = try await handler.handle(Self.request(registration))
    }

    /// Registers a customer who is about to be added to the appointment of the samples.
    ///
    /// - Returns: the id under which the customer goes.
    func add(
        _ participant: String, username: String?, firstName: String? = nil, version: Int = 1,
        among customers: [String] = ["p-1", "p-2"]
    ) async throws -> String {
        let outbox = Outbox(service: .participants, clock: clock, nudge: WakeSignal())
        let handler = RegisterAddedCustomerHandler(database: database, outbox: outbox, clock: clock)
        let details = CustomerDetails(
            participantId: participant, username: username, firstName: firstName, lastName: nil, primaryEmail: nil,
            primaryPhone: nil, metadata: nil, locale: nil)
        let registration = RegisterAddedCustomer(
            appointment: RegisterParticipants.sample().appointment, version: version, customerIds: customers,
            customer: details)
        return try await handler.handle(Self.request(registration)).participantId
    }

    func find(
        _ participant: String, of appointment: String = "a-1", by caller: Caller, asking owner: AppointmentOwner
    ) async throws -> JSONValue {
        var input = Input(.object(["id": .string(appointment), "pid": .string(participant)]))
        let handler = FindParticipantHandler(database: database, source: owner.source, clock: clock)
        let answer = try await handler.handle(Self.request(FindParticipant(reading: &input), by: caller))
        #expect(answer.status == 200)
        #expect(answer.contentType == "application/json")
        return try JSONValue.parse(answer.body)
    }

    func react(to facts: AppointmentFacts, event id: String = Identifier.random()) async throws {
        let reaction = WhenAppointmentChanged(database: database, clock: clock)
        try await reaction.react(
            ReceivedEvent(
                id: id, subject: facts.id, application: facts.applicationId, sequence: facts.version, time: now,
                trace: nil,
                data: AppointmentChange(
                    previous: nil, current: facts, actor: AppointmentChange.Actor(id: nil, role: nil)),
                deadline: Deadline(in: .seconds(10)), logger: TestDatabase.logger))
    }

    /// The rows that background work sees.
    func rows(_ query: Query) async throws -> Rows {
        let results = try await database.read(.background, until: .now.advanced(by: .seconds(10)), query)
        return try #require(results.first)
    }
}

extension Caller {
    static let supervisor = Caller(subject: "boss", roles: [.supervisor], applications: ["app-1"])

    static func customer(_ id: String, conference: String = "conf-1") -> Caller {
        Caller(subject: id, roles: [.customer], applications: ["app-1"], conference: conference)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where no server is given; the project's test command gives one.
    static var needsPostgres: Self {
        .enabled(if: TestDatabase.serverURL != nil, Comment(rawValue: TestDatabase.skipReason))
    }
}
