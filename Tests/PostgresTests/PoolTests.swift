// SPDX-License-Identifier: Apache-2.0

import Postgres
import ServiceLifecycle
import TestSupport
import Testing

extension ServerTests {
    @Suite struct Pool {
        @Test func readAnswersEachQueryInOrder() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let results = try await pool.read(
                        .applications(["a"]), until: .soon, "select 1 as n", "select 2 as n union all select 3 as n",
                        "select 4 as n where false", "select current_setting('app.applications') as n")
                    #expect(results.map(\.count) == [1, 2, 0, 1])
                    #expect(try results[1].map { try $0.decode("n", as: Int.self) } == [2, 3])
                    #expect(try results[3].first?.decode("n", as: String.self) == "a")
                    #expect(pool.isReachable)
                }
            }
        }

        @Test func failingReadFailsItselfOnly() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                // One connection, so that many of these travel in one pipeline.
                try await database.withPool("scheduling", size: 1) { pool in
                    let outcomes = await withTaskGroup(of: (Int, Result<Int, PostgresFailure>).self) { group in
                        for number in 0..<60 {
                            group.addTask {
                                do throws(PostgresFailure) {
                                    let rows = try await pool.read(
                                        .applications([]), until: .soon, "select \(number) as n",
                                        "select \(number) / \(number % 3) as q")
                                    return (number, .success(try rows[0][0].decode("n")))
                                } catch {
                                    return (number, .failure(error))
                                }
                            }
                        }
                        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                    }
                    for number in 0..<60 {
                        switch try #require(outcomes[number]) {
                        case .success(let value): #expect(number % 3 != 0 && value == number)
                        case .failure(let failure):
                            #expect(number % 3 == 0)
                            #expect(failure.sqlState == "22012")
                        }
                    }
                }
            }
        }

        @Test func aReadCannotWrite() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let refused = try await failure {
                        _ = try await pool.read(
                            .applications(["a"]), until: .soon,
                            "insert into notes (application_id, id) values ('a', '1')")
                    }
                    #expect(refused.sqlState == "25006")
                }
            }
        }

        @Test func failureTellsStatementConstraintAndPlaceButNoValue() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let insert: Query = """
                        insert into notes (application_id, id, body) values ('a', \("same-id"), \("private words"))
                        """
                    let refused = try await failure {
                        try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                            try transaction.execute(insert)
                            try transaction.execute(insert)
                        }
                    }
                    #expect(refused.code == .server)
                    #expect(refused.sqlState == "23505")
                    #expect(refused.constraint == "notes_key")
                    #expect(refused.file.hasSuffix("PoolTests.swift"))
                    #expect(!refused.isUnavailable)
                    #expect("\(refused)".contains("insert into notes"))
                    #expect(!"\(refused)".contains("same-id"))
                    #expect(!"\(refused)".contains("private"))
                    let check = try await failure {
                        try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                            try transaction.execute(
                                "insert into notes (application_id, id, amount) values ('a', 'b', \(-1))")
                        }
                    }
                    #expect(check.sqlState == "23514")
                    #expect(check.constraint == "notes_amount_positive")
                }
            }
        }

        @Test func slowReadIsLateAndTheConnectionGoesOn() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 1) { pool in
                    let began = ContinuousClock.now
                    let late = try await failure {
                        _ = try await pool.read(
                            .applications([]), until: .now + .milliseconds(200),
                            "select pg_backend_pid() as pid, pg_sleep(20)")
                    }
                    #expect(late.code == .late)
                    #expect(late.sqlState == "57014")
                    #expect(late.isUnavailable)
                    #expect(began.duration(to: .now) < .seconds(5))
                    let next = try await pool.read(.applications([]), until: .soon, "select 1 as n")
                    #expect(try next[0].first?.decode("n", as: Int.self) == 1)
                }
            }
        }

        @Test func fullQueueRefusesAtOnceAndWaitingWorkIsAnsweredByItsDeadline() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 1, queueLimit: 2) { pool in
                    let gate = Gate()
                    async let holder: Void = pool.transaction(.applications([]), until: .soon) { transaction in
                        try transaction.execute("select 1")
                        gate.enterAndWait()
                    }
                    await gate.entered()
                    let limit = ContinuousClock.now + .milliseconds(300)
                    let codes = try await withThrowingTaskGroup(of: PostgresFailure.Code.self) { group in
                        for _ in 0..<3 {
                            group.addTask {
                                try await failure { try await pool.transaction(.background, until: limit) { _ in } }
                                    .code
                            }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    // Two may wait; the third is answered first.
                    #expect(codes == [.queueFull, .late, .late])
                    #expect(limit.duration(to: .now) < .seconds(2))
                    gate.open()
                    try await holder
                }
            }
        }

        @Test func aThousandReadsAtOnceAllGetTheirOwnAnswer() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 8) { pool in
                    let answers = try await withThrowingTaskGroup(of: (Int, Int, String).self) { group in
                        for number in 0..<1_000 {
                            group.addTask {
                                let rows = try await pool.read(
                                    .applications(["app-\(number)"]), until: .soon,
                                    "select \(number) as n, current_setting('app.applications') as applications")
                                let row = try #require(rows[0].first)
                                return (number, try row.decode("n"), try row.decode("applications"))
                            }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(answers.count == 1_000)
                    #expect(answers.allSatisfy { $0.0 == $0.1 && $0.2 == "app-\($0.0)" })
                }
            }
        }

        @Test func readsOfOneTransactionSeeTheirOwnScopeAndFailAlone() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                // One connection and three scopes, so that reads of each wait together.
                try await database.withPool("scheduling", size: 1) { pool in
                    let outcomes = await withTaskGroup(of: (Int, String?).self) { group in
                        for number in 0..<120 {
                            group.addTask {
                                let rows = try? await pool.read(
                                    .applications(["app-\(number % 3)"]), until: .soon,
                                    "select current_setting('app.applications') || 1 / \(number % 7) as seen")
                                return (number, try? rows?[0].first?.decode("seen"))
                            }
                        }
                        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                    }
                    for number in 0..<120 {
                        let seen = number % 7 == 0 ? nil : "app-\(number % 3)\(1 / (number % 7))"
                        #expect(outcomes[number] ?? nil == seen)
                    }
                }
            }
        }

        @Test func cancelledWorkIsNotBegun() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 1) { pool in
                    let gate = Gate()
                    async let holder: Void = pool.transaction(.applications([]), until: .soon) { transaction in
                        try transaction.execute("select 1")
                        gate.enterAndWait()
                    }
                    await gate.entered()
                    let runs = Tally()
                    let cancelled = await withTaskGroup(of: PostgresFailure.Code?.self) { group in
                        group.addTask {
                            do {
                                try await pool.transaction(.background, until: .soon) { _ in
                                    runs.add()
                                }
                                return nil
                            } catch {
                                return (error as? PostgresFailure)?.code
                            }
                        }
                        group.cancelAll()
                        gate.open()
                        return await group.next() ?? nil
                    }
                    try await holder
                    #expect(cancelled == .cancelled)
                    #expect(runs.count == 0)
                }
            }
        }

        @Test func shutdownFinishesWhatIsUnderWayAndRefusesTheRest() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let pool = PostgresPool(
                    configuration: try database.configuration("scheduling"), logger: TestDatabase.logger)
                let group = ServiceGroup(services: [pool], logger: TestDatabase.logger)
                let gate = Gate()
                async let running: Void = group.run()
                async let last = pool.transaction(.background, until: .soon) { transaction in
                    try transaction.execute("select 1")
                    gate.enterAndWait()
                    return try transaction.query("select 7 as n").first?.decode("n", as: Int.self)
                }
                await gate.entered()
                await group.triggerGracefulShutdown()
                var refused: PostgresFailure.Code?
                while refused == nil {
                    do throws(PostgresFailure) {
                        _ = try await pool.read(.background, until: .soon, "select 1")
                    } catch {
                        refused = error.code
                    }
                }
                #expect(refused == .closed)
                gate.open()
                #expect(try await last == 7)
                try await running
            }
        }

        @Test func statementCacheStaysBounded() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 1) { pool in
                    // The number of binds makes each a statement of its own.
                    for count in 1...300 {
                        var query = Query.Interpolation(literalCapacity: 0, interpolationCount: 0)
                        query.appendLiteral("select 1 where 1 in (1")
                        for _ in 0..<count {
                            query.appendLiteral(", ")
                            query.appendInterpolation(count)
                        }
                        query.appendLiteral(")")
                        let rows = try await pool.read(
                            .applications([]), until: .soon, Query(stringInterpolation: query))
                        #expect(rows[0].count == 1)
                    }
                    let rows = try await pool.read(
                        .applications([]), until: .soon, "select count(*) as n from pg_prepared_statements")
                    #expect(try #require(rows[0].first).decode("n", as: Int.self) <= 256)
                }
            }
        }
    }
}
