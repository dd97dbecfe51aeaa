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
