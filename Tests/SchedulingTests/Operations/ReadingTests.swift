// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct ReadingTests {
    @Test func eachRoleReadsWhatIsItsOwn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(agent: "agent-1", by: .clientService)
            let conference = try #require(try await fixture.events(of: id).last?.change.current.conferenceId)
            for caller in [.supervisor, .agent("agent-1"), .clientService, .customer(conference: conference)]
                as [Caller]
            {
                #expect(try await fixture.find(id, by: caller).status == 200)
            }
            let otherService = Caller(subject: "other", roles: [.clientService], applications: ["app-1"])
            for caller in [.agent("agent-2"), .customer(conference: "other"), otherService] as [Caller] {
                await #expect(throws: Refusal(.forbidden)) { try await fixture.find(id, by: caller) }
            }
            await #expect(throws: Refusal(.notFound)) { try await fixture.find(id, by: .stranger) }
            await #expect(throws: Refusal(.notFound)) { try await fixture.find("unknown") }
            await #expect(throws: Refusal(.notFound)) { try await fixture.find("not an id") }
            // A customer can't tell what doesn't exist from what is not theirs.
            await #expect(throws: Refusal(.forbidden)) {
                try await fixture.find("unknown", by: .customer(conference: conference))
            }
            _ = try await fixture.cancel(id)
            await #expect(throws: Refusal(.notFound)) {
                try await fixture.find(id, by: .customer(conference: conference))
            }
        }
    }

    @Test func aPageShowsWhatTheCallerMaySeeInOrder() async throws {
        try await SchedulingFixture.with { fixture async throws in
            for (hour, agent) in [("12", "agent-1"), ("10", "agent-2"), ("11", "agent-1")] {
                _ = try await fixture.scheduled(at: "2030-01-08T\(hour):00:00Z", agent: agent)
            }
            let page = try await fixture.list()
            let starts = page["content"]?.elements?.compactMap { $0["start"]?.text }
            #expect(starts == ["10", "11", "12"].map { "2030-01-08T\($0):00:00.0Z" })
            #expect(page["total"]?.integer == 3 && page["pageCount"]?.integer == 1 && page["pageSize"]?.integer == 25)
            #expect(page["sortField"]?.text == "start" && page["sortOrder"]?.text == "asc")
            #expect(try await fixture.list(by: .agent("agent-1"))["total"]?.integer == 2)
            #expect(try await fixture.list(by: .clientService)["total"]?.integer == 0)
            let empty = try await fixture.list(by: .stranger)
            #expect(empty["content"] == .array([]) && empty["pageCount"]?.integer == 0)
        }
    }

    @Test func anAgentsListHoldsWhateverTheAgentTakesPartIn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let agent = "agent-3"
            var listed: [String?] {
                get async throws {
                    try await fixture.list(by: .agent(agent))["content"]?.elements?.map { $0["id"]?.text } ?? []
                }
            }
            let unassigned = try await fixture.schedule(.booking(at: "2030-01-08T09:00:00Z", agent: nil)).json["id"]?
                .text
            let shared = try await fixture.scheduled(at: "2030-01-08T10:00:00Z", agent: "agent-1")
            let handedOver = try await fixture.scheduled(at: "2030-01-08T11:00:00Z", agent: "agent-1")
            let own = try await fixture.scheduled(at: "2030-01-08T12:00:00Z", agent: agent, by: .agent(agent))
            #expect(try await listed == [own])
            _ = try await fixture.addAgent(agent, to: #require(unassigned))
            _ = try await fixture.addAgent(agent, to: shared)
            _ = try await fixture.reassign(handedOver, to: agent)
            #expect(try await listed == [unassigned, shared, handedOver, own])
            _ = try await fixture.remove(agent, from: shared)
            _ = try await fixture.reassign(own, to: "agent-1")
            #expect(try await listed == [unassigned, handedOver])
        }
    }

    @Test func filtersPagesAndSortingGoTogether() async throws {
        try await SchedulingFixture.with { fixture async throws in
            for hour in 10..<15 {
                _ = try await fixture.scheduled(at: "2030-01-08T\(hour):00:00Z")
            }
            let second = try await fixture.list(#"{"pageSize": "2", "pageNumber": "2", "sortOrder": "desc"}"#)
            #expect(second["content"]?.elements?.first?["start"]?.text == "2030-01-08T12:00:00.0Z")
            #expect(second["pageCount"]?.integer == 3)
            let ranged = try await fixture.list(#"{"range": "2030-01-08T11:00:00Z,2030-01-08T13:30:00Z"}"#)
            #expect(ranged["total"]?.integer == 3)
            #expect(try await fixture.list(#"{"duration": "PT30M,PT1H"}"#)["total"]?.integer == 5)
            #expect(try await fixture.list(#"{"duration": "PT1H"}"#)["total"]?.integer == 0)
            #expect(try await fixture.list(#"{"organizerId": "sup-1"}"#)["total"]?.integer == 5)
            #expect(try await fixture.list(#"{"organizerId": "nobody"}"#)["total"]?.integer == 0)
            #expect(try await fixture.list(#"{"organizerId": "nobody"}"#, by: .agent("agent-1"))["total"]?.integer == 5)
        }
    }

    @Test(arguments: [
        (#"{"pageSize": "0"}"#, "/pageSize"), (#"{"pageSize": "201"}"#, "/pageSize"),
        (#"{"pageSize": "2147483648000000000000"}"#, "/pageSize"), (#"{"pageNumber": "-1"}"#, "/pageNumber"),
        (#"{"sortField": "title"}"#, "/sortField"), (#"{"sortOrder": "up"}"#, "/sortOrder"),
        (#"{"range": "2030-01-08T11:00:00Z"}"#, "/range"), (#"{"duration": "P1M"}"#, "/duration"),
    ])
    func badParametersAreNamed(query: String, pointer: String) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) { try await fixture.list(query) }
            #expect(refusal?.faults.map(\.pointer) == [pointer])
        }
    }

    @Test func organizersAreJudgedOnlyWhereTheyCount() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled(by: .agent("agent-1"))
            let query = { (count: Int) in
                #"{"organizerId": "\#((0..<count).map { "agent-\($0)" }.joined(separator: ","))"}"#
            }
            #expect(try await fixture.list(query(100))["total"]?.integer == 1)
            let refusal = await #expect(throws: Refusal.self) { try await fixture.list(query(101)) }
            #expect(refusal?.type == .invalidRequest && refusal?.faults.map(\.pointer) == ["/organizerId"])
            let both = query(101).replacing("}", with: #", "pageSize": "0"}"#)
            let faults = await #expect(throws: Refusal.self) { try await fixture.list(both) }
            #expect(faults?.faults.map(\.pointer) == ["/pageSize", "/organizerId"])
            #expect(try await fixture.list(query(101), by: .agent("agent-1"))["total"]?.integer == 1)
            #expect(try await fixture.list(#"{"organizerId": ","}"#, by: .agent("agent-1"))["total"]?.integer == 1)
            #expect(try await fixture.list(query(101), by: .clientService)["total"]?.integer == 0)
        }
    }

    @Test func anotherApplicationInTheFilterIsForbidden() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.list(#"{"applicationId": "app-2"}"#)
            }
            #expect(refusal?.type == .forbidden)
        }
    }
}
