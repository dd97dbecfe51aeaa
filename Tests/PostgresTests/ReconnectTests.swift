// SPDX-License-Identifier: Apache-2.0

import Foundation
import Postgres
import TestSupport
import Testing

extension ServerTests {
    @Suite struct Reconnecting {
        private let terminate: Query = """
            select count(pg_terminate_backend(pid, 5000)) as n from pg_stat_activity where application_name = 'test-scheduling'
            """

        @Test func endedConnectionsAreReplacedUnnoticed() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let superuser = try await database.superuser()
                try await database.withPool("scheduling", size: 3) { pool in
                    for _ in 0..<5 {
                        let rows = try await pool.read(.background, until: .soon, "select 1 as n")
                        #expect(rows[0].count == 1)
                        let query = terminate
                        try await superuser.perform { try $0.execute(query) }
                    }
                    let rows = try await pool.read(.background, until: .soon, "select 2 as n")
                    #expect(try rows[0].first?.decode("n", as: Int.self) == 2)
                    #expect(await pool.becomesReachable(within: .seconds(5)))
                }
                await superuser.close()
            }
        }

        @Test func readUnderWayIsAskedAgain() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let superuser = try await database.superuser()
                try await database.withPool("scheduling", size: 1) { pool in
                    // Sleeps only where nobody has been ended yet.
                    async let rows = pool.read(
                        .background, until: .soon,
                        "select pg_sleep(case when value = 0 then 8 else 0 end)::text, value from counters where id = 'a'"
                    )
                    try await untilSleeping(superuser)
                    let query = terminate
                    try await superuser.perform { statements in
                        try statements.execute("update scheduling.counters set value = 1 where id = 'a'")
                        try statements.execute(query)
                    }
                    #expect(try await rows[0].first?.decode("value", as: Int.self) == 1)
                }
                await superuser.close()
            }
        }

        @Test func transactionUnderWayIsRunAgainWhole() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let superuser = try await database.superuser()
                try await database.withPool("scheduling", size: 1) { pool in
                    let tries = Tally()
                    let gate = Gate()
                    async let done: Void = pool.transaction(.background, until: .soon) { transaction in
                        try transaction.execute("update counters set value = value + 1 where id = 'a'")
                        if tries.add() == 1 { gate.enterAndWait() }
                        try transaction.execute("update counters set value = value + 1 where id = 'b'")
                    }
                    await gate.entered()
                    let query = terminate
                    try await superuser.perform { try $0.execute(query) }
                    gate.open()
                    try await done
                    #expect(tries.count == 2)
                    let rows = try await pool.read(.background, until: .soon, "select value from counters order by id")
                    #expect(try rows[0].map { try $0.decode("value", as: Int.self) } == [1, 1])
                }
                await superuser.close()
            }
        }

        @Test func connectionLostInCommitIsAnUnknownOutcome() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let superuser = try await database.superuser()
                // A deferred trigger keeps COMMIT busy until the connection is ended.
                try await superuser.run(
                    script: """
                        create function scheduling.nap() returns trigger language plpgsql as
                            'begin perform pg_sleep(8); return null; end';
                        create constraint trigger nap after update on scheduling.counters
                            deferrable initially deferred for each row execute function scheduling.nap();
                        """
                ).get()
                try await database.withPool("scheduling", size: 1) { pool in
                    async let failed = failure {
                        try await pool.transaction(.background, until: .soon) { transaction in
                            try transaction.execute("update counters set value = value + 1 where id = 'a'")
                        }
                    }
                    try await untilSleeping(superuser)
                    let query = terminate
                    try await superuser.perform { try $0.execute(query) }
                    #expect(try await failed.code == .outcomeUnknown)
                }
                await superuser.close()
            }
        }

        @Test func absentServerIsRefusedAtOnce() async throws {
            // Port 9 (discard) has no listener here.
            let configuration = try PostgresConfiguration(url: "postgresql://nobody:x@127.0.0.1:9/none", size: 2)
            let pool = PostgresPool(configuration: configuration, logger: TestDatabase.logger)
            let began = ContinuousClock.now
            for _ in 0..<20 {
                let refused = try await failure {
                    _ = try await pool.read(.background, until: .soon, "select 1")
                }
                #expect(refused.code == .unreachable)
            }
            #expect(began.duration(to: .now) < .seconds(2))
            #expect(!pool.isReachable)
            #expect(await !pool.becomesReachable(within: .milliseconds(100)))
        }

        @Test func workWhoseDeadlinePassesWhileConnectingIsAnswered() async throws {
            // A listener that never answers: the connection hangs in its first exchange.
            let silent = try SilentListener()
            let configuration = try PostgresConfiguration(
                url: "postgresql://nobody:x@127.0.0.1:\(silent.port)/none?sslmode=disable", size: 1)
            let pool = PostgresPool(configuration: configuration, logger: TestDatabase.logger)
            let began = ContinuousClock.now
            let late = try await failure {
                _ = try await pool.read(.background, until: .now + .milliseconds(200), "select 1")
            }
            #expect(late.code == .late)
            #expect(began.duration(to: .now) < .seconds(2))
        }

        @Test func aServerThatFallsSilentIsNoticedWithoutWorkAndFoundAgain() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                var url = try #require(URLComponents(string: try database.url("scheduling")))
                let proxy = try FreezableProxy(to: url.port ?? 5_432)
                defer { proxy.freeze(false) }
                url.host = "127.0.0.1"
                url.port = proxy.port
                let configuration = try PostgresConfiguration(url: try #require(url.string), size: 3)
                let pool = PostgresPool(configuration: configuration, logger: TestDatabase.logger)
                // Side by side, so that more than one connection rests afterwards.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            _ = try await pool.transaction(.background, until: .soon) { transaction in
                                try transaction.execute("select pg_sleep(0.2)")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(pool.isReachable)
                proxy.freeze(true)
                let frozen = ContinuousClock.now
                while pool.isReachable, frozen.duration(to: .now) < .seconds(10) {
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(frozen.duration(to: .now) < .seconds(6))
                // Nobody takes it back while nothing moves.
                #expect(await !pool.becomesReachable(within: .seconds(1)))
                proxy.freeze(false)
                let thawed = ContinuousClock.now
                #expect(await pool.becomesReachable(within: .seconds(5)))
                #expect(thawed.duration(to: .now) < .seconds(2))
                let rows = try await pool.read(.background, until: .soon, "select 1 as n")
                #expect(rows[0].count == 1)
            }
        }

        /// Waits until a statement of the pool's sleeps in the server.
        private func untilSleeping(_ superuser: PostgresSession) async throws {
            let deadline = ContinuousClock.now + .seconds(5)
            while ContinuousClock.now < deadline {
                let count: Int = try await superuser.perform { statements in
                    let sleeping: Query = """
                        select count(*) as n from pg_stat_activity
                        where application_name = 'test-scheduling' and wait_event = 'PgSleep'
                        """
                    return try #require(statements.query(sleeping).first).decode("n")
                }
                if count > 0 { return }
            }
            Issue.record("nothing sleeps")
        }
    }
}
