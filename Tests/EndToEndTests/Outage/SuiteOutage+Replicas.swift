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

        @Test func whileEveryProcessIsReplacedNoRequestFails() async throws {
            let outcomes = Outcomes()
            try await Self.scaled(["gateway": 2, "scheduling": 2, "participants": 2]) {
                try await SuiteOutage.whileAsking(outcomes, readers: 2) { try await RunningSuite.local("roll") }
                try await SuiteOutage.everythingWorks()
            }
            try outcomes.areAnswers([200])
            #expect(outcomes.count(of: 200) >= 100)
            try await SuiteOutage.everythingWorks()
        }

        @Test func aReplicaThatIsKilledIsNotMissedForLong() async throws {
            let outcomes = Outcomes()
            try await Self.scaled(["scheduling": 3]) {
                try await SuiteOutage.whileAsking(outcomes, readers: 2) {
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
