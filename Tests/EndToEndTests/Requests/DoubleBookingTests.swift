// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Testing

/// No agent is ever in two places: the database decides, whoever comes at once.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason), .serialized)
struct DoubleBookingTests {
    private static func statuses(_ replies: [Reply]) -> [Int: Int] {
        Dictionary(grouping: replies, by: \.status).mapValues(\.count)
    }

    private static func allAtOnce<Input: Sendable>(
        _ inputs: [Input], _ ask: @escaping @Sendable (Input) async throws -> Reply
    ) async throws -> [Reply] {
        try await withThrowingTaskGroup(of: Reply.self) { group in
            for input in inputs {
                group.addTask { try await ask(input) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func aHundredAtOnceGetOneSlot() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let replies = try await Self.allAtOnce(Array(0..<100)) { _ in
            try await agent.race(.appointment(in: tenant))
        }
        #expect(Self.statuses(replies) == [200: 1, 409: 99])
        for reply in replies where reply.status == 409 {
            try reply.isProblem(409, "slot-taken")
        }
        #expect(try await Database.appointments(of: tenant) == 1)
        #expect(try await Database.overlaps(in: tenant) == 0)
    }

    @Test func whoeverBooksTheAgentTheSlotIsOne() async throws {
        let tenant = Tenant()
        let people = [
            try await tenant.agent("shared"), try await tenant.supervisor(), try await tenant.clientService(),
        ]
        let replies = try await Self.allAtOnce(Array(0..<30)) { number in
            try await people[number % 3].race(.appointment(in: tenant, assigned: "shared"))
        }
        #expect(Self.statuses(replies) == [200: 1, 409: 29])
        #expect(try await Database.overlaps(in: tenant) == 0)
    }

    @Test func slotsThatOnlyTouchAreBothFree() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let replies = try await Self.allAtOnce(Array(0..<12)) { number in
            let body = Body.appointment(in: tenant)
            return try await agent.race(body.with("start", .string(Moment.at(hours: 0, minutes: 30 * number))))
        }
        #expect(Self.statuses(replies) == [200: 12])
        #expect(try await Database.overlaps(in: tenant) == 0)
    }

    @Test func overlapsOfEveryShapeAreRefused() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let middle = Body.appointment(in: tenant, hours: 2).with("duration", .string("PT1H"))
        _ = try await agent.schedule(middle)
        for (minutes, duration) in [
            (90, "PT31M"), (179, "PT1M"), (120, "PT1H"), (60, "PT3H"), (130, "PT5M"), (150, "PT2H"),
        ] {
            let body = Body.appointment(in: tenant).with("start", .string(Moment.at(hours: 0, minutes: minutes)))
                .with("duration", .string(duration))
            try await agent.post("/api/appointments/", body).isProblem(409, "slot-taken")
        }
        #expect(try await Database.appointments(of: tenant) == 1)
    }

    @Test func anotherAgentAndAnotherApplicationAreNotInTheWay() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let agent = try await tenant.agent()
        _ = try await agent.schedule(.appointment(in: tenant))
        _ = try await tenant.agent().schedule(.appointment(in: tenant))
        _ = try await other.agent(agent.id).schedule(.appointment(in: other))
    }

    @Test func theLoserIsOfferedTheEarliestGaps() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        for minutes in [0, 40, 90] {
            let body = Body.appointment(in: tenant).with("start", .string(Moment.at(hours: 0, minutes: minutes)))
            _ = try await agent.schedule(body)
        }
        let asked = Body.appointment(in: tenant).with("duration", .string("PT20M"))
        let problem = try await agent.post("/api/appointments/", asked).isProblem(409, "slot-taken")
        let offers = problem["alternatives"]?.elements?.compactMap(\.text) ?? []
        #expect(offers == [70, 120, 125, 130, 135].map { Moment.at(hours: 0, minutes: $0) })
        for offer in [offers[0], offers[1]] {
            _ = try await agent.schedule(asked.with("start", .string(offer)))
        }
        #expect(try await Database.overlaps(in: tenant) == 0)
    }

    @Test func anyMixOfChangesKeepsEveryAgentInOnePlace() async throws {
        let tenant = Tenant()
        let supervisor = try await tenant.supervisor()
        let agents = ["agent-1", "agent-2", "agent-3"]
        var appointments: [Appointment] = []
        for hour in 0..<3 {
            appointments.append(
                try await supervisor.schedule(.appointment(in: tenant, hours: hour, assigned: agents[hour])))
        }
        let ids = appointments.map(\.id)
        let replies = try await Self.allAtOnce(Array(0..<120)) { number in
            let (id, agent, hour) = (ids[number % 3], agents[(number / 3) % 3], (number / 9) % 3)
            let (method, path, body): (String, String, Body?) =
                switch number % 5 {
                case 0: ("POST", "/api/appointments/", .appointment(in: tenant, hours: hour, assigned: agent))
                case 1: ("PUT", "/api/appointments/reassign/", .agent(agent, of: id))
                case 2: ("POST", "/api/appointments/participants/agents/", .agent(agent, of: id))
                case 3: ("DELETE", "/api/appointments/\(id)/participants/\(agent)", nil)
                default: ("PUT", "/api/appointments/reschedule/", .move(id, hours: hour))
                }
            return try await Gateway.send(
                method, path, token: supervisor.token, body: body?.bytes, through: Gateway.eager)
        }
        // 400 is the assigned agent who stays, 404 one who takes no part.
        #expect(replies.allSatisfy { [200, 400, 404, 409].contains($0.status) }, "\(Self.statuses(replies))")
        #expect(try await Database.overlaps(in: tenant) == 0)
        #expect(
            try await Database.number(
                """
                select count(*) as value from (
                    select a.application_id, a.id as appointment_id, split_part(p, ' ', 1) as type,
                        split_part(p, ' ', 2) as id
                    from scheduling.appointments a, unnest(a.participants) p) p
                full join scheduling.occupancy o on o.appointment_id = p.appointment_id and o.agent_id = p.id
                where coalesce(p.application_id, o.application_id) = \(tenant.id) and coalesce(p.type, 'AGENT') = 'AGENT'
                    and (p.id is null or o.agent_id is null)
                """) == 0)
    }

    @Test func movesAgainstEachOtherNeverFailOtherwise() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        var ids: [String] = []
        for hour in 0..<4 {
            ids.append(try await agent.schedule(.appointment(in: tenant, hours: hour)).id)
        }
        let moves = (0..<60).map { (id: ids[$0 % 4], hour: ($0 / 4 + $0) % 6) }
        let replies = try await Self.allAtOnce(moves) { move in
            try await Gateway.send(
                "PUT", "/api/appointments/reschedule/", token: agent.token,
                body: Body.move(move.id, hours: move.hour).bytes, through: Gateway.eager)
        }
        #expect(replies.allSatisfy { [200, 409].contains($0.status) }, "\(Self.statuses(replies))")
        #expect(replies.contains { $0.status == 200 })
        #expect(try await Database.overlaps(in: tenant) == 0)
        // Each still occupies exactly where it is.
        #expect(
            try await Database.number(
                """
                select count(*) as value from scheduling.appointments a join scheduling.occupancy o
                    on o.appointment_id = a.id and o.during = tstzrange(a.start_at, a.end_at, '[)')
                where a.application_id = \(tenant.id)
                """) == 4)
    }
}
