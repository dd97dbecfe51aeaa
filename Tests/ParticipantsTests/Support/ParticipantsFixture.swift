// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
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
    let codes = CodeOwner()
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

    var outbox: Outbox {
        Outbox(service: .participants, clock: clock, nudge: WakeSignal())
    }

    static func request<Asked: Operation>(_ operation: Asked, by caller: Caller = Caller()) -> Request<Asked> {
        Request(
            operation: operation, caller: caller, id: Identifier.random(), deadline: Deadline(in: .seconds(10)))
    }

    func register(_ registration: RegisterParticipants) async throws {
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

    /// Erases as the process would, from a body as clients send it.
    func erase(
        _ json: String, by caller: Caller = .administrator, key: String? = nil
    ) async throws -> Answer {
        var input = Input(try JSONValue.parse(Array(json.utf8)))
        let operation = ErasePerson(reading: &input)
        let handler = ErasePersonHandler(database: database, outbox: outbox, clock: clock) { [codes] question, _ in
            try await codes.withhold(question)
        }
        return try await handler.handle(
            Request(
                operation: operation, faults: input.faults, caller: caller, id: Identifier.random(), key: key,
                payload: Array(json.utf8), deadline: Deadline(in: .seconds(10))))
    }

    /// The ids that an erasure answers.
    func erased(_ json: String, by caller: Caller = .administrator, key: String? = nil) async throws -> [String] {
        let answer = try await erase(json, by: caller, key: key)
        #expect(answer.status == 200)
        #expect(answer.contentType == "application/json")
        return try JSONValue.parse(answer.body)["erased"]?.elements?.compactMap(\.text) ?? []
    }

    func contacts(_ participant: String, of appointment: String = "a-1") async throws -> [CustomerDetails] {
        let recipient = FindContacts.Recipient(appointmentId: appointment, participantId: participant)
        let request = Self.request(FindContacts(recipients: [recipient]))
        return try await FindContactsHandler(database: database).handle(request).contacts
    }

    func sweep(retention: String = "P30D") throws -> ExpirySweep {
        ExpirySweep(
            database: database, outbox: outbox, retention: try ISODuration(iso8601: retention), clock: clock,
            logger: TestDatabase.logger)
    }

    /// The events of one type written so far, in their order.
    func events(_ type: EventType<ParticipantChange>) async throws -> [(event: CloudEvent, data: ParticipantChange)] {
        try await rows("select body from outbox where routing_key = \(type.name) order by id").map { row in
            try CloudEvent.decode(row.decode("body"), as: ParticipantChange.self)
        }
    }

    /// The identifiers of participants whose details are still there.
    func kept() async throws -> [String] {
        try await rows("select appointment_id, id from participants where removed_at is null order by 1, 2").map {
            "\(try $0.decode("appointment_id", as: String.self))/\(try $0.decode("id", as: String.self))"
        }
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

    /// An application's settings arrive.
    func react(to settings: ApplicationSettings, of application: String = "app-1", sequence: Int) async throws {
        try await WhenSettingsChanged(database: database).react(
            ReceivedEvent(
                id: Identifier.random(), subject: application, application: application, sequence: sequence, time: now,
                trace: nil,
                data: SettingsChange(
                    previous: nil, current: settings, actor: AppointmentChange.Actor(id: "admin", role: "ROLE_ADMIN")),
                deadline: Deadline(in: .seconds(10)), logger: TestDatabase.logger))
    }

    /// The rows that background work sees.
    func rows(_ query: Query) async throws -> Rows {
        let results = try await database.read(.background, until: .now.advanced(by: .seconds(10)), query)
        return try #require(results.first)
    }
}

extension Caller {
    static let administrator = Caller(subject: "admin", roles: [.admin], applications: ["app-1"])
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
