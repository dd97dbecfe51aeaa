// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing

/// Each part is killed and comes back, and the suite works again by itself. One test after the other: they break what
/// all of them use.
@Suite(
    .serialized, .enabled(if: RunningSuite.canBeBroken, RunningSuite.unbreakableReason), .timeLimit(.minutes(5)))
enum SuiteOutage {
    /// How long the suite may take to find itself again once everything is back.
    static let recovery = Duration.seconds(20)

    /// Runs `body` with a part killed and starts it again, whatever happens.
    @discardableResult
    static func without<Value>(_ part: String, _ body: () async throws -> Value) async throws -> Value {
        try await RunningSuite.local("kill \(part)")
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        try await RunningSuite.local("restart \(part)")
        return try result.get()
    }

    /// Reads and writes in four lanes go on, each agent at an hour of its own, while `body` breaks something; before and
    /// after it there are good answers.
    static func whileAsking(
        _ outcomes: Outcomes, in tenant: Tenant = Tenant(), readers: Int, _ body: () async throws -> Void
    ) async throws {
        let agents = try await (0..<4).asyncMap { try await tenant.agent("agent-\($0)") }
        let read = try await agents[0].schedule(.appointment(in: tenant))
        let hours = Hours()
        try await outcomes.whileAsking { lane in
            guard lane >= readers else { return try await agents[0].get(read.path) }
            return try await agents[lane].post("/api/appointments/", .appointment(in: tenant, hours: hours.next()))
        } _: {
            try await Eventually.holds("ten answers") { outcomes.count(of: 200) >= 10 }
            try await body()
            let sofar = outcomes.count(of: 200)
            try await Eventually.holds("ten more answers", within: recovery) { outcomes.count(of: 200) >= sofar + 10 }
        }
    }

    /// Proves the whole journey: schedule, read, details, export, events, read models and mail.
    static func everythingWorks(_ location: SourceLocation = #_sourceLocation) async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let customer = Customer()
        let reply = try await Eventually.find("good answer", within: recovery) {
            let reply = try await agent.post(
                "/api/appointments/", .appointment(in: tenant, customer: customer), ("Idempotency-Key", "k"))
            return reply.status == 200 ? reply : nil
        }
        let appointment = try Appointment(reply, location)
        let details = appointment.participant(appointment.participants("CUSTOMER")[0])
        for path in [appointment.path, details, appointment.iCalendar] {
            try await Eventually.holds("200 of \(path)", within: recovery) { try await agent.get(path).status == 200 }
        }
        let events = try await Collector.subscriber.events(1, about: appointment.id)
        #expect(Set(events.compactMap(\.delivery.message.messageID)).count == 1, sourceLocation: location)
        try await ReadModels.follow(appointment.id, to: 1)
        _ = try await Sink.mails(to: customer.email)
    }
}
