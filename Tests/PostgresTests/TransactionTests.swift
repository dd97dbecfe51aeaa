// SPDX-License-Identifier: Apache-2.0

import Postgres
import Synchronization
import TestSupport
import Testing

extension ServerTests {
    @Suite struct Transactions {
        struct Refusal: Error, Equatable {
            let reason: String
        }

        /// Changes a setting for the connections to come.
        private func configure(_ database: TestDatabase, _ setting: String) async throws {
            let superuser = try await database.superuser()
            try await superuser.run(script: "alter database \(database.name) set \(setting)").get()
            await superuser.close()
        }

        private func count(_ pool: PostgresPool) async throws -> Int {
            let rows = try await pool.read(.background, until: .soon, "select count(*) as n from notes")
            return try #require(rows[0].first).decode("n")
        }

        @Test func whatTheBodyDidIsCommitted() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let affected = try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                        try transaction.execute("insert into notes (application_id, id) values ('a', '1'), ('a', '2')")
                        return try transaction.execute("update notes set amount = 5 where application_id = 'a'")
                    }
                    #expect(affected == 2)
                    #expect(try await count(pool) == 2)
                }
            }
        }

        @Test func refusalPassesAsItIsAndUndoesEverything() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let refusal = await #expect(throws: Refusal.self) {
                        try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                            try transaction.execute("insert into notes (application_id, id) values ('a', '1')")
                            throw Refusal(reason: "slot-taken")
                        }
                    }
                    #expect(refusal == Refusal(reason: "slot-taken"))
                    let left = try await count(pool)
                    #expect(left == 0)
                }
            }
        }

        @Test func whatIsQueuedRunsInItsTurn() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let seen = try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                        transaction.enqueue("insert into notes (application_id, id, amount) values ('a', '1', 1)")
                        transaction.enqueue("update notes set amount = amount * 10 where id = '1'")
                        let rows = try transaction.query("select amount from notes where id = '1'")
                        transaction.enqueue("insert into notes (application_id, id) values ('a', '2')")
                        return try rows.first?.decode("amount", as: Int.self)
                    }
                    #expect(seen == 10)
                    #expect(try await count(pool) == 2)
                    // Nothing but what is queued.
                    try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                        transaction.enqueue("delete from notes where id = '2'")
                    }
                    #expect(try await count(pool) == 1)
                }
            }
        }

        @Test(arguments: [false, true])
        func aQueuedStatementThatFailsUndoesEverything(isLast: Bool) async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let done = Tally()
                    let failure = await #expect(throws: PostgresFailure.self) {
                        try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                            transaction.afterCommit { done.add() }
                            try transaction.execute("insert into notes (application_id, id) values ('a', '1')")
                            transaction.enqueue("select 1 / 0")
                            if !isLast {
                                try transaction.execute("insert into notes (application_id, id) values ('a', '2')")
                            }
                        }
                    }
                    #expect(failure?.sqlState == "22012")
                    #expect(try await count(pool) == 0)
                    #expect(done.count == 0)
                    // The connection is as good as before.
                    let one = try await pool.transaction(.applications(["a"]), until: .soon) {
                        try $0.query("select 1 as n").first?.decode("n", as: Int.self)
                    }
                    #expect(one == 1)
                }
            }
        }

        @Test func onlyWhatIsCommittedIsFollowedByItsAction() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let undone = Tally()
                    let done = Tally()
                    await #expect(throws: Refusal.self) {
                        try await pool.transaction(.background, until: .soon) { transaction in
                            try transaction.execute("select 1")
                            transaction.afterCommit { undone.add() }
                            throw Refusal(reason: "no")
                        }
                    }
                    try await pool.transaction(.background, until: .soon) { transaction in
                        try transaction.execute("select 1")
                        transaction.afterCommit { done.add() }
                    }
                    #expect(undone.count == 0)
                    #expect(done.count == 1)
                }
            }
        }

        @Test func passedOverFailureCannotCommit() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let failed = try await failure {
                        try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                            try transaction.execute("insert into notes (application_id, id) values ('a', '1')")
                            _ = try? transaction.execute("select 1 / 0")
                        }
                    }
                    #expect(failed.sqlState == "25P02")
                    #expect(try await count(pool) == 0)
                }
            }
        }

        @Test func transactionKeptBeyondItsBodyIsOfNoUse() async throws {
            final class Box: @unchecked Sendable {
                // Written by the body and read after it has returned.
                var kept: PostgresTransaction?
            }
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let box = Box()
                    try await pool.transaction(.background, until: .soon) { transaction in
                        try transaction.execute("select 1")
                        box.kept = transaction
                    }
                    let failed = #expect(throws: PostgresFailure.self) { try box.kept?.query("select 1") }
                    #expect(failed?.code == .closed)
                }
            }
        }

        @Test func deadlineHoldsForTheWholeTransaction() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let began = ContinuousClock.now
                    let late = try await failure {
                        try await pool.transaction(.applications(["a"]), until: .now + .milliseconds(600)) {
                            transaction in
                            try transaction.execute("insert into notes (application_id, id) values ('a', '1')")
                            for _ in 0..<20 { try transaction.execute("select pg_sleep(0.25)") }
                        }
                    }
                    #expect(late.code == .late)
                    #expect(began.duration(to: .now) < .seconds(3))
                    #expect(try await count(pool) == 0)
                }
            }
        }

        @Test func lockThatIsNotToBeHadSurfacesAsItsState() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let gate = Gate()
                    async let holder: Void = pool.transaction(.background, until: .soon) { transaction in
                        try transaction.execute("update counters set value = 1 where id = 'a'")
                        gate.enterAndWait()
                    }
                    await gate.entered()
                    let failed = try await failure {
                        try await pool.transaction(.background, until: .soon) { transaction in
                            try transaction.execute("update counters set value = 2 where id = 'a'")
                        }
                    }
                    #expect(failed.sqlState == "55P03")
                    #expect(failed.isUnavailable)
                    gate.open()
                    try await holder
                }
            }
        }

        @Test func serializationFailureIsRepeatedUntilBothSucceed() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await configure(database, "default_transaction_isolation = 'repeatable read'")
                try await database.withPool("scheduling") { pool in
                    let tries = Tally()
                    let meeting = Meeting()
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<2 {
                            group.addTask {
                                try await pool.transaction(.background, until: .soon) { transaction in
                                    tries.add()
                                    let rows = try transaction.query("select value from counters where id = 'a'")
                                    let value = try #require(rows.first).decode("value", as: Int.self)
                                    // Both have read before either writes, so one must fail with 40001 and go again.
                                    meeting.arrive()
                                    try transaction.execute("update counters set value = \(value + 1) where id = 'a'")
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    let rows = try await pool.read(
                        .background, until: .soon, "select value from counters where id = 'a'")
                    #expect(try rows[0].first?.decode("value", as: Int.self) == 2)
                    #expect(tries.count == 3)
                }
            }
        }

        @Test func deadlockIsRepeatedUntilBothSucceed() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                // Sooner than the lock timeout of every transaction.
                try await configure(database, "deadlock_timeout = '50ms'")
                try await database.withPool("scheduling") { pool in
                    let tries = Tally()
                    let meeting = Meeting()
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for (first, second) in [("a", "b"), ("b", "a")] {
                            group.addTask {
                                try await pool.transaction(.background, until: .soon) { transaction in
                                    tries.add()
                                    try transaction.execute("update counters set value = value + 1 where id = \(first)")
                                    meeting.arrive()
                                    try transaction.execute(
                                        "update counters set value = value + 1 where id = \(second)")
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    let rows = try await pool.read(.background, until: .soon, "select value from counters order by id")
                    #expect(try rows[0].map { try $0.decode("value", as: Int.self) } == [2, 2])
                    #expect(tries.count == 3)
                }
            }
        }

        /// As a managed server whose storage is full, or one that became a standby.
        @Test(arguments: [Scope.applications(["a"]), .background])
        func aReadOnlyServerIsUnavailableForWritesAndServesReads(scope: Scope) async throws {
            let write: Query = "insert into notes (application_id, id) values ('a', '1')"
            try await TestDatabase.with(SampleSchema.template) { database in
                // Its own session is older than the setting.
                let superuser = try await database.superuser()
                try await configure(database, "default_transaction_read_only = on")
                try await database.withPool("scheduling") { pool in
                    for _ in 0..<2 {
                        let refused = try await failure {
                            try await pool.transaction(scope, until: .soon) { try $0.execute(write) }
                        }
                        #expect(refused.sqlState == "25006")
                        #expect(refused.isUnavailable)
                        #expect(try await count(pool) == 0)
                    }
                    // A transaction that only reads is none that fails.
                    try await pool.transaction(scope, until: .soon) { try $0.execute("select id from notes") }
                    #expect(pool.isReachable)
                    try await superuser.run(
                        script: "alter database \(database.name) reset default_transaction_read_only"
                    ).get()
                    try await superuser.run(
                        script: """
                            select pg_terminate_backend(pid, 5000) from pg_stat_activity
                            where application_name = 'test-scheduling'
                            """
                    ).get()
                    try await pool.transaction(scope, until: .soon) { try $0.execute(write) }
                    #expect(try await count(pool) == 1)
                }
                await superuser.close()
            }
        }

        @Test func repetitionEndsAfterFourTries() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    let tries = Tally()
                    let failed = try await failure {
                        try await pool.transaction(.background, until: .soon) { transaction in
                            tries.add()
                            try transaction.execute("do $$ begin raise sqlstate '40001'; end $$")
                        }
                    }
                    #expect(failed.sqlState == "40001")
                    #expect(failed.isUnavailable)
                    #expect(tries.count == 4)
                }
            }
        }

        @Test func changedResultTypeIsPreparedAnew() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let superuser = try await database.superuser()
                try await database.withPool("scheduling", size: 1) { pool in
                    let query: Query = "select value from counters where id = 'a'"
                    let before = try await pool.read(.background, until: .soon, query)
                    #expect(try before[0].first?.decode("value", as: Int.self) == 0)
                    try await superuser.run(
                        script: "alter table scheduling.counters alter column value type text using 'was ' || value"
                    ).get()
                    let after = try await pool.read(.background, until: .soon, query)
                    #expect(try after[0].first?.decode("value", as: String.self) == "was 0")
                    try await superuser.run(
                        script: "alter table scheduling.counters alter column value type integer using 9"
                    ).get()
                    let inTransaction = try await pool.transaction(.background, until: .soon) { transaction in
                        try transaction.query(query).first?.decode("value", as: Int.self)
                    }
                    #expect(inTransaction == 9)
                }
                await superuser.close()
            }
        }
    }
}

/// Where two transactions meet once; later visits pass.
private final class Meeting: Sendable {
    private let arrivals = Mutex(0)

    func arrive() {
        let deadline = ContinuousClock.now + .seconds(5)
        arrivals.withLock { $0 += 1 }
        while arrivals.withLock({ $0 }) < 2, ContinuousClock.now < deadline { continue }
    }
}
