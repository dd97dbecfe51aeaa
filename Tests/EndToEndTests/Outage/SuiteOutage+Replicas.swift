// SPDX-License-Identifier: Apache-2.0
import Testing

extension SuiteOutage {
    /// Several of each service: what comes and goes one after the other is not missed.
    @Suite(.serialized)
    struct OfReplicasOutage {
        /// Runs `body` with so many of each service named, and with one of each afterwards.
        private static func scaled(_ counts: KeyValuePairs<String, Int>, _ body: () async throws -> Void) async throws {
            let result: Result<Void, any Error>
            do {
                for (service, count) in counts {
                    try await RunningSuite.local("scale \(service) \(count)")
                }
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            for (service, _) in counts {
                try await RunningSuite.local("scale \(service) 1")
            }
            try result.get()
        }

        /// Reads and writes by four agents, each at an hour of its own.
        private static func whileAsking(_ outcomes: Outcomes, _ body: () async throws -> Void) async throws {
            let tenant = Tenant()
            let agents = try await (0..<4).asyncMap { try await tenant.agent("agent-\($0)") }
            let read = try await agents[0].schedule(.appointment(in: tenant))
            let hours = Hours()
            try await outcomes.whileAsking { lane in
                guard lane > 1 else { return try await agents[0].get(read.path) }
                return try await agents[lane].post("/api/appointments/", .appointment(in: tenant, hours: hours.next()))
            } _: {
                try await Eventually.holds("ten answers") { outcomes.count(of: 200) >= 10 }
                try await body()
                let sofar = outcomes.count(of: 200)
                try await Eventually.holds("ten more answers", within: SuiteOutage.recovery) {
                    outcomes.count(of: 200) >= sofar + 10
                }
            }
        }

        @Test func whileEveryProcessIsReplacedNoRequestFails() async throws {
            let outcomes = Outcomes()
            try await Self.scaled(["gateway": 2, "scheduling": 2]) {
                try await Self.whileAsking(outcomes) { try await RunningSuite.local("roll") }
                try await SuiteOutage.everythingWorks()
            }
            try outcomes.areAnswers([200])
            #expect(outcomes.count(of: 200) >= 100)
            try await SuiteOutage.everythingWorks()
        }

        @Test func aReplicaThatIsKilledIsNotMissedForLong() async throws {
            let outcomes = Outcomes()
            try await Self.scaled(["scheduling": 3]) {
                try await Self.whileAsking(outcomes) {
                    for replica in ["scheduling.2", "scheduling.1"] {
                        let sofar = outcomes.count(of: 200)
                        try await RunningSuite.local("kill \(replica)")
                        // Without it: the others are still there.
                        try await Eventually.holds("ten more answers") { outcomes.count(of: 200) >= sofar + 10 }
                        try await RunningSuite.local("restart \(replica)")
                    }
                }
            }
            try outcomes.areAnswers([200, 503, 504])
            try await SuiteOutage.everythingWorks()
        }
    }
}
