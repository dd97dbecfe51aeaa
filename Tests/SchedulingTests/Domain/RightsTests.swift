// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import SchedulingContract
import Testing
import Time

@testable import SchedulingService

@Suite struct RightsTests {
    /// Of agent-1, made by crm, in the conference c-1.
    private static func appointment() throws -> Appointment {
        var input = Input(try JSONValue.parse(Array(String.booking(agent: "agent-1").utf8)))
        let operation = ScheduleAppointment(reading: &input)
        var appointment = try Appointment(
            operation, Booking(by: .clientService, userID: "agent-1"), .defaults, application: "app-1",
            createdBy: "crm",
            at: Instant(rfc3339: SchedulingFixture.now))
        appointment.conferenceID = "c-1"
        return appointment
    }

    private static func caller(_ subject: String?, _ roles: Role...) -> Caller {
        Caller(subject: subject, roles: roles, applications: ["app-1"])
    }

    private static let matrix: [(caller: Caller, purposes: Set<Rights.Purpose>)] = [
        (.supervisor, [.read, .update, .move, .assign]),
        (.agent("agent-1"), [.read, .update, .move, .assign, .end]),
        (.agent("agent-2"), []),
        (.clientService, [.read, .update, .move, .activate]),
        (caller("another", .clientService), [.move, .activate]),
        (caller(nil, .clientService), [.move, .activate]),
        (caller(nil, .agent), []),
        (.customer(conference: "c-1"), [.read]),
        (.customer(conference: "c-2"), []),
        (.customer(conference: nil), []),
        (caller("agent-1", .admin), []),
        (caller("agent-1"), []),
        // Several roles: each gives its own rights, none lends its rows to another's operation.
        (caller("sup", .supervisor, .agent), [.read, .update, .move, .assign]),
        (caller("agent-1", .supervisor, .agent), [.read, .update, .move, .assign, .end]),
        (caller("crm", .clientService, .agent), [.read, .update, .move, .activate]),
        (caller("agent-1", .clientService, .agent), [.read, .update, .move, .assign, .end, .activate]),
        (caller("x", .supervisor, .clientService), [.read, .update, .move, .assign, .activate]),
    ]

    @Test(arguments: matrix)
    func eachRoleMayDoWhatTheContractSays(caller: Caller, purposes: Set<Rights.Purpose>) throws {
        let appointment = try Self.appointment()
        let allowed = Rights.Purpose.allCases.filter { Rights.allow(caller, $0, of: appointment) }
        #expect(Set(allowed) == purposes)
    }

    @Test func theConferenceDecidesFromTheStartOn() throws {
        let appointment = try Self.appointment()
        let start = appointment.slot.start
        for caller in [.agent("agent-1"), .clientService] as [Caller] {
            func depends(_ purpose: Rights.Purpose, at now: Instant) -> Bool {
                Rights.dependOnConference(caller, purpose, of: appointment, at: now)
            }
            let purposes = Rights.Purpose.allCases
            #expect(purposes.filter { depends($0, at: start - .microseconds(1)) } == [])
            #expect(Set(purposes.filter { depends($0, at: start) }) == [.update, .move, .assign])
            #expect(Set(purposes.filter { depends($0, at: .latest) }) == [.update, .move, .assign])
        }
        for caller in [.supervisor, Self.caller("agent-1", .agent, .supervisor)] as [Caller] {
            #expect(!Rights.dependOnConference(caller, .move, of: appointment, at: .latest))
        }
    }

    @Test func whoHasJoinedKeepsTheirRights() throws {
        try Rights.require(.agent("agent-1"), among: [])
        try Rights.require(.agent("agent-1"), among: ["agent-2", "agent-1"])
        #expect(throws: Refusal(.conferenceRunning)) { try Rights.require(.agent("agent-1"), among: ["agent-2"]) }
        #expect(throws: Refusal(.conferenceRunning)) { try Rights.require(Self.caller(nil), among: ["agent-2"]) }
    }
}

@Suite(.needsPostgres) struct ConferenceRightsTests {
    @Test func afterTheStartThoseWhoAreNotThereMayChangeNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let running = try fixture.at("2030-01-08T10:00:00Z")
            let id = try await fixture.scheduled(agent: "agent-1", by: .clientService)
            let conference = try await fixture.conference(of: id)
            let update = #"{"id": "\#(id)", "title": "x"}"#
            let move = #"{"id": "\#(id)", "start": "2030-01-09T10:00:00Z", "duration": "PT30M"}"#
            // Nobody has joined, or only a customer: all keep their rights.
            try await running.joined(conference, "participant-1", .customer)
            #expect(try await running.update(update, by: .clientService).status == 200)
            try await running.joined(conference, "agent-1")
            await #expect(throws: Refusal(.conferenceRunning)) { try await running.update(update, by: .clientService) }
            await #expect(throws: Refusal(.conferenceRunning)) {
                try await running.reschedule(move, by: .clientService)
            }
            await #expect(throws: Refusal(.conferenceRunning)) { try await running.cancel(id, by: .clientService) }
            // It comes before the faults of the fields, and after the rights of the row.
            let invalid = #"{"id": "\#(id)", "title": 5}"#
            await #expect(throws: Refusal(.conferenceRunning)) {
                try await running.update(invalid, by: .clientService)
            }
            await #expect(throws: Refusal(.forbidden)) { try await running.update(update, by: .agent("agent-2")) }
            // Who was there may, also after having left, and supervisors always.
            try await running.left(conference, "agent-1")
            #expect(try await running.update(update, by: .agent("agent-1")).status == 200)
            #expect(try await running.update(#"{"id": "\#(id)", "title": "y"}"#, by: .supervisor).status == 200)
            // Activating and reading are not restricted, and neither is anything before the start.
            #expect(try await running.activate(id).status == 200)
            #expect(try await running.find(id, by: .clientService).status == 200)
            #expect(try await fixture.update(update, by: .clientService).status == 200)
            #expect(try await running.end(id, by: .agent("agent-1")).status == 200)
        }
    }

    @Test func aJoinThatWasOnlyLeftCountsWhenItIsHeardOf() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let running = try fixture.at("2030-01-08T10:00:00Z")
            let id = try await fixture.scheduled(by: .clientService)
            let conference = try await fixture.conference(of: id)
            try await running.left(conference, "agent-1")
            #expect(try await running.update(#"{"id": "\#(id)"}"#, by: .clientService).status == 200)
            try await running.joined(conference, "agent-1")
            await #expect(throws: Refusal(.conferenceRunning)) {
                try await running.update(#"{"id": "\#(id)"}"#, by: .clientService)
            }
        }
    }

    @Test func aRepeatWithItsKeyIsAnsweredThoughTheConferenceRuns() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let running = try fixture.at("2030-01-08T10:00:00Z")
            let id = try await fixture.scheduled(by: .clientService)
            let update = #"{"id": "\#(id)", "title": "x"}"#
            let first = try await running.update(update, by: .clientService, key: "k")
            try await running.joined(try await fixture.conference(of: id), "agent-1")
            #expect(try await running.update(update, by: .clientService, key: "k") == first)
        }
    }
}
