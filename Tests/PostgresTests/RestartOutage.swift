// SPDX-License-Identifier: Apache-2.0

import Foundation
import Postgres
import TestSupport
import Testing

extension ServerTests {
    /// Restarts the server under everybody's feet, so it runs apart from the other suites.
    @Suite struct RestartOutage {
        static let restart = ProcessInfo.processInfo.environment["SUITE_TEST_POSTGRES_RESTART"]

        @Test(.enabled(if: restart != nil, "SUITE_TEST_POSTGRES_RESTART is unset: a command that restarts the server"))
        func restartedServerIsUsedAgainWithinASecond() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 4) { pool in
                    #expect(await pool.becomesReachable(within: .seconds(5)))
                    let others = Tally()
                    let ends = Tally()
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        // Also when the test fails half-way.
                        defer { ends.add() }
                        for _ in 0..<8 {
                            group.addTask {
                                while ends.count == 0 {
                                    do throws(PostgresFailure) {
                                        _ = try await pool.read(.background, until: .soon, "select value from counters")
                                    } catch {
                                        if error.code != .unreachable { others.add() }
                                        // Refusals come at once; asking without a pause would take all threads.
                                        try await Task.sleep(for: .milliseconds(5))
                                    }
                                }
                            }
                        }
                        let status = try await ShellCommand.run(#require(Self.restart))
                        #expect(status == 0)
                        let accepted = ContinuousClock.now
                        #expect(await pool.becomesReachable(within: .seconds(5)))
                        _ = try await pool.read(.background, until: .soon, "select 1")
                        #expect(accepted.duration(to: .now) < .seconds(1.5))
                    }
                    #expect(others.count == 0)
                }
            }
        }
    }
}
