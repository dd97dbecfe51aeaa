// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct RescheduleAppointmentTests {
    private func move(_ id: String, to start: String = "2030-01-09T10:00:00Z", extra: String = "") -> String {
        #"{"id": "\#(id)", "start": "\#(start)", "duration": "PT30M"\#(extra)}"#
    }

    @Test func aMoveIsOneEventAndRaisesBothCounters() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let answer = try await fixture.reschedule(move(id, extra: #", "timezone": "America/New_York""#))
            #expect(answer.etag == "\"2\"" && answer.json["start"]?.text == "2030-01-09T10:00:00.0Z")
            let events = try await fixture.events(of: id)
            #expect(events.map(\.type) == [EventType.appointmentScheduled.name, EventType.appointmentRescheduled.name])
            #expect(events.map(\.sequence) == [1, 2])
            let change = try #require(events.last?.change)
            #expect(change.previous?.start == "2030-01-08T10:00:00.0Z" && change.current.revision == 1)
            #expect(change.current.timezone == "America/New_York" && change.current.utcOffset == -18_000)
        }
    }

    @Test func aMoveFreesTheOldSlotAndTakesTheNewOne() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.reschedule(move(id))
            _ = try await fixture.scheduled()
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.schedule(.booking(at: "2030-01-09T10:15:00Z"))
            }
            #expect(refusal?.type == .slotTaken)
        }
    }

    @Test func anOccupiedSlotChangesNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.scheduled(at: "2030-01-09T10:00:00Z")
            let before = try await fixture.find(id)
            let refusal = await #expect(throws: Refusal.self) { try await fixture.reschedule(move(id)) }
            #expect(refusal?.type == .slotTaken)
            #expect(try await fixture.find(id) == before)
            #expect(try await fixture.events(of: id).count == 1)
        }
    }

    @Test func nothingChangedKeepsTheVersionAndSaysNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            #expect(try await fixture.reschedule(move(id, to: "2030-01-08T12:00:00+02:00")).etag == "\"1\"")
            #expect(try await fixture.events(of: id).count == 1)
        }
    }

    @Test func aChangedLocaleAloneIsAnUpdate() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let answer = try await fixture.reschedule(
                move(id, to: "2030-01-08T10:00:00Z", extra: #", "locale": "de-AT""#))
            #expect(answer.etag == "\"2\"" && answer.json["locale"]?.text == "de-AT")
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentUpdated.name && last.change.current.revision == 0)
        }
    }

    @Test func onlyTheCurrentVersionMatches() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            await #expect(throws: Refusal(.stale)) { try await fixture.reschedule(move(id), ifMatch: "\"2\"") }
            #expect(try await fixture.reschedule(move(id), ifMatch: "\"1\"").etag == "\"2\"")
            #expect(
                try await fixture.reschedule(move(id, to: "2030-01-10T10:00:00Z"), ifMatch: "*").etag == "\"3\"")
        }
    }

    @Test func aRepeatedRequestGetsItsStoredAnswer() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.reschedule(move(id), key: "k")
            _ = try await fixture.reschedule(move(id, to: "2030-01-10T10:00:00Z"))
            #expect(try await fixture.reschedule(move(id), key: "k") == first)
            #expect(try await fixture.events(of: id).count == 3)
        }
    }

    @Test func checksComeInTheContractsOrder() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1")
            let invalid = #"{"id": "\#(id)", "start": "soon"}"#
            await #expect(throws: Refusal(.notFound)) { try await fixture.reschedule(invalid, by: .stranger) }
            await #expect(throws: Refusal(.forbidden)) { try await fixture.reschedule(invalid, by: .agent("agent-2")) }
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.reschedule(invalid, by: .agent("agent-1"), ifMatch: "\"9\"")
            }
            #expect(refusal?.faults.map(\.pointer) == ["/start", "/duration"])
            await #expect(throws: Refusal(.notFound)) { try await fixture.reschedule(move("bad id!")) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.reschedule(move("unknown")) }
            let missing = await #expect(throws: Refusal.self) { try await fixture.reschedule("{}") }
            #expect(missing?.faults.first?.pointer == "/id")
            let past = await #expect(throws: Refusal.self) {
                try await fixture.reschedule(move(id, to: "2030-01-07T07:00:00Z"))
            }
            #expect(past?.faults.map(\.pointer) == ["/start"])
        }
    }

    /// Two agents' moves that swap slots would deadlock on the constraint without the lock per agent.
    @Test func movesThatSwapSlotsNeverFailOtherwiseThanByConflict() async throws {
        try await SchedulingFixture.with(size: 8) { fixture async throws in
            let starts = ["2030-01-08T10:00:00Z", "2030-01-09T10:00:00Z"]
            let ids = [
                try await fixture.scheduled(at: starts[0]), try await fixture.scheduled(at: starts[1]),
            ]
            let unexpected = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<60 {
                    let json = move(ids[index % 2], to: starts[(index / 2) % 2])
                    group.addTask {
                        do {
                            _ = try await fixture.reschedule(json)
                            return false
                        } catch {
                            return (error as? Refusal)?.type != .slotTaken
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(unexpected == 0)
            #expect(try await fixture.count("select count(*) from occupancy") == 2)
        }
    }
}
