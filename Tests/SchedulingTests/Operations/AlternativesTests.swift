// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import Testing

@testable import SchedulingService

/// What a refused booking or move is offered instead, and that it can really be had.
@Suite(.needsPostgres) struct AlternativesTests {
    private static func times(_ times: String...) -> [String] {
        times.map { "2030-01-08T\($0):00.0Z" }
    }

    @Test func aRefusedBookingIsOfferedTheEarliestGaps() async throws {
        try await SchedulingFixture.with { fixture async throws in
            for start in ["10:00", "10:35", "11:20"] {
                _ = try await fixture.scheduled(at: "2030-01-08T\(start):00Z")
            }
            // Other agents and other applications are not in the way.
            _ = try await fixture.scheduled(at: "2030-01-08T11:50:00Z", agent: "agent-2")
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.schedule(.booking(at: "2030-01-08T10:12:00Z"))
            }
            #expect(refusal?.alternatives == Self.times("11:50", "11:55", "12:00", "12:05", "12:10"))
            let offer = try #require(refusal?.alternatives.first)
            #expect(try await fixture.schedule(.booking(at: offer)).status == 200)
        }
    }

    @Test func aRefusedMoveMayStayNearItsOwnPlace() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(at: "2030-01-08T11:00:00Z")
            _ = try await fixture.scheduled(at: "2030-01-08T10:30:00Z")
            let onto = #"{"id": "\#(id)", "start": "2030-01-08T10:45:00Z", "duration": "PT1H"}"#
            let refusal = await #expect(throws: Refusal.self) { try await fixture.reschedule(onto) }
            // What it occupies itself is free to be moved in.
            #expect(refusal?.alternatives == Self.times("11:00", "11:05", "11:10", "11:15", "11:20"))
            let there = #"{"id": "\#(id)", "start": "\#(refusal?.alternatives.first ?? "")", "duration": "PT1H"}"#
            #expect(try await fixture.reschedule(there).status == 200)
        }
    }

    @Test func whoeverIsBusyForTwoWeeksIsOfferedNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            for day in 8..<23 {
                let json = String.booking(at: "2030-01-\(day < 10 ? "0" : "")\(day)T10:00:00Z")
                _ = try await fixture.schedule(json.replacing("PT30M", with: "PT24H"))
            }
            let refusal = await #expect(throws: Refusal.self) { try await fixture.scheduled() }
            #expect(refusal?.type == .slotTaken)
            #expect(refusal?.alternatives == [])
        }
    }

    /// Everything that occupies agents, at once: nothing but success and refusal, and the table is right in the end.
    @Test func anyMixOfChangesKeepsEveryAgentInOnePlace() async throws {
        try await SchedulingFixture.with(size: 8) { fixture async throws in
            let agents = ["agent-1", "agent-2", "agent-3"]
            let starts = ["10:00", "10:15", "10:30"].map { "2030-01-08T\($0):00Z" }
            var ids: [String] = []
            for index in 0..<3 {
                ids.append(try await fixture.scheduled(at: starts[index], agent: agents[index]))
            }
            let known = ids
            let unexpected = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<200 {
                    let (id, agent, start) = (known[index % 3], agents[(index / 3) % 3], starts[(index / 9) % 3])
                    group.addTask {
                        do {
                            switch index % 5 {
                            case 0: _ = try await fixture.scheduled(at: start, agent: agent)
                            case 1: _ = try await fixture.reassign(id, to: agent)
                            case 2: _ = try await fixture.addAgent(agent, to: id)
                            case 3: _ = try await fixture.remove(agent, from: id)
                            default:
                                let move = #"{"id": "\#(id)", "start": "\#(start)", "duration": "PT30M"}"#
                                _ = try await fixture.reschedule(move)
                            }
                            return false
                        } catch {
                            let expected: [ProblemType] = [
                                .slotTaken, .participantPresent, .participantRequired, .notFound,
                            ]
                            return !expected.contains { $0 == (error as? Refusal)?.type }
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(unexpected == 0)
            let overlaps: Query = """
                select count(*) from occupancy a join occupancy b on a.agent_id = b.agent_id
                    and a.during && b.during and a.appointment_id < b.appointment_id
                """
            #expect(try await fixture.count(overlaps) == 0)
            let astray: Query = """
                with attended as (
                    select a.id, split_part(p, ' ', 2) from appointments a, unnest(a.participants) p
                    where p like 'AGENT %'),
                occupied as (select appointment_id, agent_id from occupancy)
                select count(*) from (
                    (select * from attended except select * from occupied)
                    union all (select * from occupied except select * from attended)) as difference
                """
            #expect(try await fixture.count(astray) == 0)
        }
    }
}
