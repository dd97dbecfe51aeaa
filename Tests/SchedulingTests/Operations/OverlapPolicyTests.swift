// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
import Outbox
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import SchedulingService

@Suite(.needsPostgres) struct OverlapPolicyTests {
    private func set(_ policy: OverlapPolicy, _ sequence: Int, in fixture: SchedulingFixture) async throws {
        let settings = ApplicationSettings(overlapPolicy: policy)
        try await WhenSettingsChanged(database: fixture.database).react(
            ReceivedEvent(
                id: Identifier.random(), subject: "app-1", application: "app-1", sequence: sequence, time: .now(),
                trace: nil,
                data: SettingsChange(
                    previous: nil, current: settings, actor: AppointmentChange.Actor(id: "admin", role: "ROLE_ADMIN")),
                deadline: Deadline(in: .seconds(10)), logger: TestDatabase.logger))
    }

    private func isTaken(_ change: () async throws -> Void) async throws -> Bool {
        do {
            try await change()
            return false
        } catch let refusal as Refusal {
            #expect(refusal.type == .slotTaken)
            return true
        }
    }

    private func move(_ id: String, to start: String = "2030-01-08T10:00:00Z") -> String {
        #"{"id": "\#(id)", "start": "\#(start)", "duration": "PT30M"}"#
    }

    @Test func appointmentsMadeUnderAllowAreNotRefusedAndBlockNobody() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled()
            try await set(.allow, 1, in: fixture)
            _ = try await fixture.scheduled()
            _ = try await fixture.scheduled()
            #expect(try await fixture.count("select count(*) as count from occupancy") == 1)
            try await set(.refuse, 2, in: fixture)
            // The first one still blocks, the others never did.
            #expect(try await isTaken { _ = try await fixture.scheduled() })
        }
    }

    @Test func aSwitchBackHoldsFromTheNextBookingOn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await set(.allow, 1, in: fixture)
            let free = try await fixture.scheduled()
            try await set(.refuse, 2, in: fixture)
            _ = try await fixture.scheduled()
            #expect(try await isTaken { _ = try await fixture.scheduled() })
            // Moved under REFUSE, it is refused as any other.
            #expect(
                try await isTaken { _ = try await fixture.reschedule(move(free, to: "2030-01-08T10:15:00Z")) })
            _ = try await fixture.reschedule(move(free, to: "2030-01-08T12:00:00Z"))
            #expect(
                try await isTaken { _ = try await fixture.scheduled(at: "2030-01-08T12:00:00Z") })
        }
    }

    @Test func aMoveUnderAllowGivesUpWhatWasOccupied() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let first = try await fixture.scheduled()
            _ = try await fixture.scheduled(at: "2030-01-08T12:00:00Z")
            try await set(.allow, 1, in: fixture)
            _ = try await fixture.reschedule(move(first, to: "2030-01-08T12:00:00Z"))
            #expect(
                try await fixture.count("select count(*) as count from occupancy where appointment_id = \(first)") == 0)
            try await set(.refuse, 2, in: fixture)
            _ = try await fixture.scheduled()
        }
    }

    @Test func agentsWhoJoinUnderAllowAreNotOccupiedAndThoseWhoStayKeepTheirs() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let first = try await fixture.scheduled()
            _ = try await fixture.scheduled(agent: "agent-2")
            #expect(try await isTaken { _ = try await fixture.addAgent("agent-2", to: first) })
            #expect(try await isTaken { _ = try await fixture.reassign(first, to: "agent-2") })
            try await set(.allow, 1, in: fixture)
            _ = try await fixture.addAgent("agent-2", to: first)
            let third = try await fixture.scheduled(at: "2030-01-08T10:10:00Z", agent: "agent-3")
            _ = try await fixture.reassign(third, to: "agent-1")
            try await set(.refuse, 2, in: fixture)
            #expect(try await isTaken { _ = try await fixture.scheduled() })
            _ = try await fixture.scheduled(agent: "agent-3")
            // Who joins under REFUSE is booked, whatever held when the appointment was made.
            #expect(try await isTaken { _ = try await fixture.addAgent("agent-3", to: third) })
            _ = try await fixture.addAgent("agent-4", to: third)
            #expect(try await isTaken { _ = try await fixture.scheduled(agent: "agent-4") })
        }
    }
}
