// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Time

@testable import SchedulingService

extension SchedulingFixture {
    static let tickets = TicketTerms(
        publicURL: "https://suite.example", leastLife: ISODuration(seconds: 4 * 3_600),
        afterEnd: ISODuration(seconds: 3_600), roomURL: "https://rooms.example/{conferenceId}?ticket={code}")

    /// The same room at another time.
    func at(_ time: String) throws -> SchedulingFixture {
        let now = try Instant(rfc3339: time)
        var later = self
        later.clock = WallClock { now }
        return later
    }

    func update(
        _ json: String, by caller: Caller = .supervisor, key: String? = nil, ifMatch: String? = nil
    ) async throws -> Answer {
        try await UpdateAppointmentHandler(database: database, outbox: outbox, clock: clock)
            .handle(Self.request(UpdateAppointment.self, json, by: caller, key: key, ifMatch: ifMatch))
    }

    func end(
        _ id: String, by caller: Caller = .agent("agent-1"), key: String? = nil, ifMatch: String? = nil
    ) async throws -> Answer {
        try await EndAppointmentHandler(database: database, outbox: outbox, clock: clock)
            .handle(Self.request(EndAppointment.self, #"{"id": "\#(id)"}"#, by: caller, key: key, ifMatch: ifMatch))
    }

    func activate(_ id: String, by caller: Caller = .clientService, key: String? = nil) async throws -> Answer {
        let handler = ActivateAppointmentHandler(
            database: database, outbox: outbox, clock: clock, tickets: Self.tickets)
        return try await handler.handle(
            Self.request(ActivateAppointment.self, #"{"id": "\#(id)"}"#, by: caller, key: key))
    }

    func eligible(_ query: String = "{}", by caller: Caller = .clientService) async throws -> [JSONValue] {
        try await FindEligibleAppointmentsHandler(database: database, clock: clock)
            .handle(Self.request(FindEligibleAppointments.self, query, by: caller)).json.elements ?? []
    }

    func countAppointments(_ query: String) async throws -> [JSONValue] {
        try await CountAppointmentsHandler(database: database)
            .handle(Self.request(CountAppointments.self, query, by: Caller())).json.elements ?? []
    }

    func countOverlaps(_ query: String) async throws -> Int64? {
        try await CountOverlapsHandler(database: database)
            .handle(Self.request(CountOverlaps.self, query, by: Caller())).json["count"]?.integer
    }

    /// The conference of an appointment, as the last of its events tells it.
    func conference(of id: String) async throws -> String {
        try await events(of: id).last?.change.current.conferenceId ?? ""
    }

    private var conferences: WhenConferenceChanged {
        WhenConferenceChanged(database: database, outbox: outbox, clock: clock)
    }

    /// The video platform tells that somebody came.
    func joined(
        _ conference: String, _ user: String, _ role: ConferenceAttendance.Role = .agent,
        at time: String = "2030-01-08T10:00:05Z", message: String = Identifier.random()
    ) async throws {
        let data = ConferenceAttendance(conferenceId: conference, userId: user, role: role, time: time)
        try await conferences.joined(Self.told(data, message))
    }

    func left(
        _ conference: String, _ user: String, _ role: ConferenceAttendance.Role = .agent,
        at time: String = "2030-01-08T10:20:00Z", message: String = Identifier.random()
    ) async throws {
        let data = ConferenceAttendance(conferenceId: conference, userId: user, role: role, time: time)
        try await conferences.left(Self.told(data, message))
    }

    func conferenceEnded(
        _ conference: String, at time: String = "2030-01-08T10:25:00Z", message: String = Identifier.random()
    ) async throws {
        try await conferences.ended(Self.told(ConferenceEnd(conferenceId: conference, time: time), message))
    }

    private static func told<Payload>(_ data: Payload, _ message: String) -> InboundEvent<Payload> {
        InboundEvent(id: message, data: data, deadline: Deadline(in: .seconds(10)), logger: TestDatabase.logger)
    }
}
