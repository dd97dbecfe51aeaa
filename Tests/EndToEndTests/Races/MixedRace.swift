// SPDX-License-Identifier: Apache-2.0
import JSON
import Synchronization
import Testing
import Time

/// Schedule, reschedule, reassign and add-agent in many lanes at once, for a few agents and a few hours: most collide.
final class MixedRace: Sendable {
    /// What was tried, and what came of it.
    struct Attempt: Sendable {
        enum Kind: String, CaseIterable {
            case schedule, reschedule, reassign, addAgent
        }

        let kind: Kind
        /// The start that was asked for, where one was.
        let start: String?
        let reply: Reply
    }

    static let agents = (0..<6).map { "agent-\($0)" }

    let tenant: Tenant
    let supervisor: Person
    private let ids = Mutex<[String]>([])
    private let attempts = Mutex<[Attempt]>([])

    init(tenant: Tenant) async throws {
        self.tenant = tenant
        supervisor = try await tenant.supervisor()
    }

    /// What was tried so far.
    var outcomes: [Attempt] { attempts.withLock { $0 } }

    func count(_ kind: Attempt.Kind, _ status: Int) -> Int {
        outcomes.count { $0.kind == kind && $0.reply.status == status }
    }

    /// Tries so often, in so many lanes at once.
    func run(attempts: Int, lanes: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    for _ in 0..<attempts / lanes + (lane < attempts % lanes ? 1 : 0) {
                        try await self.attempt()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func attempt() async throws {
        let id = ids.withLock { $0.randomElement() }
        let agent = Self.agents[Int.random(in: 0..<Self.agents.count)]
        let start = Self.start()
        let duration = ["PT10M", "PT15M", "PT30M"][Int.random(in: 0..<3)]
        switch (Int.random(in: 0..<100), id) {
        case (25..<65, .some(let id)):
            let move = Body.move(id, hours: 0, duration: duration).with("start", .string(start))
            try await ask(.reschedule, "PUT", "/api/appointments/reschedule/", move, start)
        case (65..<85, .some(let id)):
            try await ask(.reassign, "PUT", "/api/appointments/reassign/", .agent(agent, of: id))
        case (85..., .some(let id)):
            try await ask(.addAgent, "POST", "/api/appointments/participants/agents/", .agent(agent, of: id))
        default:
            let body = Body.appointment(in: tenant, assigned: agent).with("start", .string(start))
                .with("duration", .string(duration))
            let reply = try await ask(.schedule, "POST", "/api/appointments/", body, start)
            if reply.status == 200, let id = try reply.json["id"]?.text { ids.withLock { $0.append(id) } }
        }
    }

    /// Two hours that everybody wants; now and then a time in the days after them, which makes room.
    private static func start() -> String {
        Moment.at(
            hours: 0, minutes: Int.random(in: 0..<10) == 0 ? 5 * Int.random(in: 24..<1_000) : 5 * .random(in: 0..<24))
    }

    @discardableResult
    private func ask(
        _ kind: Attempt.Kind, _ method: String, _ path: String, _ body: Body, _ start: String? = nil
    ) async throws -> Reply {
        let reply = try await Gateway.send(
            method, path, token: supervisor.token, body: body.bytes, through: Gateway.eager)
        attempts.withLock { $0.append(Attempt(kind: kind, start: start, reply: reply)) }
        return reply
    }
}
