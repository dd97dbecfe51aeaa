// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Testing

/// No agent is in two places, whatever happens at once, with several processes of scheduling at work.
///
/// `SUITE_RACE_ATTEMPTS` says how often it is tried (`make race`: 10,000 times).
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason), .serialized, .timeLimit(.minutes(10)))
struct MixedRaceTests {
    private static let attempts = RunningSuite.environment["SUITE_RACE_ATTEMPTS"].flatMap { Int($0) } ?? 2_000

    @Test func anyMixOfChangesKeepsEveryAgentInOnePlace() async throws {
        let race = try await MixedRace(tenant: Tenant())
        let before = try await Trouble()
        try await Replicas.running(2, of: "scheduling") { logs in
            try await race.run(attempts: Self.attempts, lanes: 32)
            try await everyLoserIsTold(race)
            try await nobodyIsInTwoPlaces(race)
            try await whatIsOfferedIsFree(race)
            try await nobodyIsInTwoPlaces(race)
            let written = try logs()
            #expect(Trouble.lines(in: written) == [])
        }
        let after = try await Trouble()
        #expect(after == before, "the database or the services met a deadlock or a serialization failure")
    }

    /// 200 or 409, and a slot that is taken comes with others.
    private func everyLoserIsTold(_ race: MixedRace) async throws {
        let outcomes = race.outcomes
        #expect(outcomes.count == Self.attempts)
        for attempt in outcomes where attempt.reply.status != 200 {
            let slug = try attempt.reply.json["type"]?.text
            if slug == "/problems/participant-present" {
                try attempt.reply.isProblem(409, "participant-present")
                #expect(attempt.kind == .addAgent || attempt.kind == .reassign)
            } else {
                let offers = try Self.alternatives(attempt.reply)
                #expect((1...5).contains(offers.count))
                #expect(offers == offers.sorted() && Set(offers).count == offers.count)
                if let start = attempt.start { #expect(offers.allSatisfy { $0 >= start }, "\(start): \(offers)") }
            }
        }
        for kind in MixedRace.Attempt.Kind.allCases {
            // It was a race: some won and some lost.
            #expect(race.count(kind, 200) > 0 && race.count(kind, 409) > 0, "\(kind)")
        }
    }

    /// By the occupancy table, by the appointments and their participants, and by both together.
    private func nobodyIsInTwoPlaces(_ race: MixedRace) async throws {
        #expect(try await Database.overlaps(in: race.tenant) == 0)
        let attended: Query = """
            with attended as (\(unsafeSQL: Self.attended) and a.application_id = \(race.tenant.id))
            select count(*) as value from attended a join attended b
                on a.agent_id = b.agent_id and a.during && b.during and a.appointment_id < b.appointment_id
            """
        #expect(try await Database.number(attended) == 0)
        let different: Query = """
            with attended as (\(unsafeSQL: Self.attended) and a.application_id = \(race.tenant.id)),
            occupied as (
                select agent_id, appointment_id, during from scheduling.occupancy
                where application_id = \(race.tenant.id))
            select count(*) as value from (
                (select * from attended except select * from occupied)
                union all (select * from occupied except select * from attended)) d
            """
        #expect(try await Database.number(different) == 0)
    }

    /// Now that nothing else runs: the offers are the earliest free starts on the grid, and booking one succeeds.
    private func whatIsOfferedIsFree(_ race: MixedRace) async throws {
        let scheduled = race.count(.schedule, 200)
        #expect(try await Database.appointments(of: race.tenant) == scheduled)
        for agent in MixedRace.agents.prefix(3) {
            let taken = try await Database.text(Self.firstSlot(of: [agent], in: race.tenant))
            let body = Body.appointment(in: race.tenant, assigned: agent).with("start", .string(taken))
            let refused = try await race.supervisor.post("/api/appointments/", body)
            let offers = try Self.alternatives(refused)
            let free = Self.firstFree(for: [agent], from: taken, minutes: 30, in: race.tenant)
            #expect(try await Database.text(free) == offers.first)
            for offer in offers.reversed().prefix(2) + offers.prefix(1) {
                // The later ones first; on a grid of five minutes they overlap, so that only some can be booked.
                let isFree =
                    try await Database.text(
                        Self.firstFree(for: [agent], from: offer, minutes: 30, in: race.tenant)) == offer
                let reply = try await race.supervisor.post("/api/appointments/", body.with("start", .string(offer)))
                #expect(reply.status == (isFree ? 200 : 409))
            }
        }
        // One with two agents moves only to where both are free.
        let pair = MixedRace.agents.suffix(2)
        let (one, other) = (pair[pair.startIndex], pair[pair.endIndex - 1])
        let far = Moment.at(hours: 400)
        let both = try await race.supervisor.schedule(
            Body.appointment(in: race.tenant, assigned: one).with("start", .string(far)))
        let add = Body.agent(other, of: both.id)
        #expect(try await race.supervisor.post("/api/appointments/participants/agents/", add).status == 200)
        let taken = try await Database.text(Self.firstSlot(of: [one, other], in: race.tenant))
        let move = Body.move(both.id, hours: 0).with("start", .string(taken))
        let offers = try Self.alternatives(try await race.supervisor.put("/api/appointments/reschedule/", move))
        let free = Self.firstFree(for: [one, other], from: taken, minutes: 30, in: race.tenant)
        #expect(try await Database.text(free) == offers.first)
        let offer = try #require(offers.first)
        let moved = try await race.supervisor.put(
            "/api/appointments/reschedule/", move.with("start", .string(offer)))
        #expect(try moved.document()["start"]?.text == offer)
    }

    /// The agents of live appointments, as the appointments have them; participants are kept as `AGENT some-id`.
    private static let attended: StaticString = """
        select substr(p, 7) as agent_id, a.id as appointment_id, tstzrange(a.start_at, a.end_at, '[)') as during
        from scheduling.appointments a cross join unnest(a.participants) p
        where p like 'AGENT %' and a.cancelled_at is null
        """

    private static func alternatives(_ reply: Reply) throws -> [String] {
        let problem = try reply.isProblem(409, "slot-taken")
        return try #require(problem["alternatives"]?.elements).compactMap(\.text)
    }

    /// When the first of the agents' appointments begins, as the API writes it.
    private static func firstSlot(of agents: [String], in tenant: Tenant) -> Query {
        """
        select to_char(min(lower(during)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".0Z"') as value
        from scheduling.occupancy where application_id = \(tenant.id) and agent_id = any(\(agents))
        """
    }

    /// The first start from there on at which all of the agents are free for so many minutes, found one by one.
    private static func firstFree(
        for agents: [String], from start: String, minutes: Int64, in tenant: Tenant
    ) -> Query {
        """
        select to_char(min(s) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".0Z"') as value
        from generate_series(\(start)::timestamptz, \(start)::timestamptz + interval '14 days', '5 minutes') s
        where not exists (
            select from scheduling.occupancy o
            where o.application_id = \(tenant.id) and o.agent_id = any(\(agents))
                and o.during && tstzrange(s, s + make_interval(mins => \(minutes)::int), '[)'))
        """
    }
}

/// Signs of deadlocks and serialization failures, wherever they would be seen.
private struct Trouble: Equatable {
    let deadlocks: Int
    let linesOfPostgres: Int
    let linesOfScheduling: Int

    init() async throws {
        deadlocks = try await Database.number(
            "select deadlocks as value from pg_stat_database where datname = current_database()")
        // A process of the server may have one of the codes for its number.
        linesOfPostgres = Self.lines(in: try RunningSuite.log(of: "postgres"), codes: false).count
        linesOfScheduling = Self.lines(in: try RunningSuite.log(of: "scheduling")).count
    }

    static func lines(in log: String, codes: Bool = true) -> [Substring] {
        log.split(separator: "\n").filter { line in
            line.contains("deadlock detected") || line.contains("could not serialize")
                || (codes && line.contains(#/\b(40001|40P01)\b/#))
        }
    }
}
