// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct CancelAppointmentTests {
    @Test func aCancelledAppointmentIsGoneForReadersAndKeptForAudit() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            #expect(try await fixture.cancel(id) == .noContent)
            await #expect(throws: Refusal(.notFound)) { try await fixture.find(id) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.cancel(id) }
            #expect(try await fixture.list()["total"]?.integer == 0)
            #expect(try await fixture.count("select count(*) from appointments where cancelled_at is not null") == 1)
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentCancelled.name)
            #expect(last.change.current.cancelled && last.change.current.revision == 1 && last.sequence == 2)
        }
    }

    @Test func cancellingFreesTheAgent() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.cancel(try await fixture.scheduled())
            #expect(try await fixture.count("select count(*) from occupancy") == 0)
            _ = try await fixture.scheduled()
        }
    }

    @Test func aRepeatWithItsKeyIsAnsweredAsBefore() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            #expect(try await fixture.cancel(id, key: "k") == .noContent)
            #expect(try await fixture.cancel(id, key: "k") == .noContent)
            #expect(try await fixture.events(of: id).count == 2)
        }
    }

    @Test func rightsAndVersionsAreChecked() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            await #expect(throws: Refusal(.notFound)) { try await fixture.cancel(id, by: .stranger) }
            await #expect(throws: Refusal(.forbidden)) { try await fixture.cancel(id, by: .agent("agent-2")) }
            await #expect(throws: Refusal(.stale)) { try await fixture.cancel(id, ifMatch: "\"7\"") }
            // A client service cancels throughout its applications, whoever made the appointment.
            #expect(try await fixture.cancel(id, by: .clientService, ifMatch: "\"1\"") == .noContent)
        }
    }
}
