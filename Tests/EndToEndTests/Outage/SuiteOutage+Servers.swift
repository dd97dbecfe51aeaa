// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

extension SuiteOutage {
    @Suite(.serialized)
    struct OfServersOutage {
        /// Reads and writes go on while `body` breaks a server; afterwards everything works.
        private static func load(_ body: () async throws -> Void) async throws -> Outcomes {
            let tenant = Tenant()
            let outcomes = Outcomes()
            try await SuiteOutage.whileAsking(outcomes, in: tenant, readers: 1, body)
            for reply in outcomes.replies where reply.status == 200 {
                let id = try #require(try reply.json["id"]?.text)
                _ = try await Collector.subscriber.events(1, about: id, within: .seconds(60))
                try await ReadModels.follow(id, to: 1)
            }
            #expect(try await Database.overlaps(in: tenant) == 0)
            return outcomes
        }

        @Test(arguments: ["restart broker", "restart postgres"])
        func aRestartedServerIsFoundAgain(verb: String) async throws {
            let outcomes = try await Self.load { try await RunningSuite.local(verb) }
            try outcomes.areAnswers([200, 503, 504])
            #expect(outcomes.count(of: 503) > 0)
            try await SuiteOutage.everythingWorks()
        }

        @Test(arguments: ["broker", "postgres"])
        func aKilledServerIsFoundAgain(server: String) async throws {
            let outcomes = try await Self.load {
                try await RunningSuite.local("kill \(server)")
                try await RunningSuite.local("restart \(server)")
            }
            try outcomes.areAnswers([200, 503, 504])
            #expect(outcomes.count(of: 503) > 0)
            try await SuiteOutage.everythingWorks()
        }

        @Test func withoutABrokerRefusalsComeAtOnce() async throws {
            let tenant = Tenant()
            let agent = try await tenant.agent()
            let appointment = try await agent.schedule(.appointment(in: tenant))
            try await SuiteOutage.without("broker") {
                // From when the gateway has noticed.
                try await Eventually.holds("refusal") { try await agent.get("/health/ready").status == 503 }
                let outcomes = Outcomes()
                for _ in 0..<20 {
                    await outcomes.record { try await agent.get(appointment.path) }
                    let quick = await outcomes.record {
                        try await agent.post("/api/appointments/", .appointment(in: tenant, hours: 1))
                    }
                    #expect(quick.elapsed < .seconds(1))
                }
                try outcomes.areAnswers([503])
                #expect(try await agent.get("/health/live").status == 200)
                try await agent.get("/nowhere").isProblem(404, "not-found")
            }
            try await SuiteOutage.everythingWorks()
            #expect(try await Database.appointments(of: tenant) == 1)
        }

        @Test func withoutADatabaseRefusalsComeInTime() async throws {
            let tenant = Tenant()
            let agent = try await tenant.agent()
            let appointment = try await agent.schedule(.appointment(in: tenant))
            try await SuiteOutage.without("postgres") {
                let outcomes = Outcomes()
                for path in [appointment.path, "/api/appointments/", appointment.iCalendar, appointment.google] {
                    await outcomes.record { try await agent.get(path) }
                }
                await outcomes.record {
                    try await agent.post("/api/appointments/", .appointment(in: tenant, hours: 1))
                }
                await outcomes.record { try await agent.delete(appointment.path) }
                try outcomes.areAnswers([503, 504])
            }
            try await SuiteOutage.everythingWorks()
            #expect(try await agent.get(appointment.path).document() == appointment.document)
        }

        @Test func whatIsCommittedWhileTheBrokerIsAwayIsPublishedWhenItIsBack() async throws {
            let tenant = Tenant()
            let agent = try await tenant.agent()
            let body = Body.appointment(in: tenant)
            let outcomes = Outcomes()
            // The commit is held back until the broker is dead.
            let gate = try await CommitGate(for: tenant)
            async let asked = outcomes.record {
                try await agent.post("/api/appointments/", body, ("Idempotency-Key", "k"))
            }
            try await gate.isReached()
            try await RunningSuite.local("kill broker")
            try await gate.open()
            _ = await asked
            try outcomes.areAnswers([503, 504])
            let committed = try await Database.appointments(of: tenant)
            try await RunningSuite.local("restart broker")
            try #require(committed == 1, "the commit did not outlive the broker's death; the test proves nothing")
            let reply = try await Eventually.find("stored answer", within: SuiteOutage.recovery) {
                let reply = try await agent.post("/api/appointments/", body, ("Idempotency-Key", "k"))
                return reply.status == 200 ? reply : nil
            }
            let appointment = try Appointment(reply)
            _ = try await Collector.subscriber.events(1, about: appointment.id)
            try await ReadModels.follow(appointment.id, to: 1)
            #expect(try await Database.appointments(of: tenant) == 1)
        }
    }
}
