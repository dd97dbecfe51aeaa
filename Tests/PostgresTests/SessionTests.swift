// SPDX-License-Identifier: Apache-2.0

import Postgres
import TestSupport
import Testing

extension ServerTests {
    @Suite struct Sessions {
        @Test func statementsCommitForThemselvesAndSettingsLast() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let session = try await PostgresSession.open(
                    database.configuration("scheduling"), settings: ["role": "scheduling_background"],
                    logger: TestDatabase.logger)
                await #expect(throws: PostgresFailure.self) {
                    try await session.perform { statements in
                        try statements.execute("insert into notes (application_id, id) values ('a', '1')")
                        try statements.execute("select 1 / 0")
                    }
                }
                let seen = try await session.perform { statements in
                    try statements.query("select current_user::text as me, count(*) as n from notes").first.map {
                        (try $0.decode("me", as: String.self), try $0.decode("n", as: Int.self))
                    }
                }
                #expect(seen?.0 == "scheduling_background")
                #expect(seen?.1 == 1)
                try await session.perform { $0.enqueue("delete from notes") }
                let left = try await session.perform { try $0.query("select 1 from notes").count }
                #expect(left == 0)
                await session.close()
                let closed = try await failure { try await session.perform { _ in } }
                #expect(closed.code == .closed)
                await session.close()
            }
        }

        @Test func advisoryLockIsFreeAgainWhenTheSessionIsClosed() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let configuration = try database.configuration("scheduling")
                let lock: Query = "select pg_try_advisory_lock(42) as got"
                let holder = try await PostgresSession.open(configuration, logger: TestDatabase.logger)
                let other = try await PostgresSession.open(configuration, logger: TestDatabase.logger)
                let take: @Sendable (PostgresTransaction) throws -> Bool = { statements in
                    try #require(statements.query(lock).first).decode("got")
                }
                #expect(try await holder.perform(take))
                #expect(try await !other.perform(take))
                await holder.close()
                // The server frees it when it has noticed; waits on the lock itself.
                try await other.perform { try $0.execute("select pg_advisory_lock(42)") }
                await other.close()
            }
        }

        @Test func lostSessionSaysSoEachTime() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let session = try await PostgresSession.open(
                    database.configuration("scheduling"), logger: TestDatabase.logger)
                let pid: Int = try await session.perform { statements in
                    try #require(statements.query("select pg_backend_pid() as pid").first).decode("pid")
                }
                let superuser = try await database.superuser()
                try await superuser.perform { try $0.execute("select pg_terminate_backend(\(pid)::int, 5000)") }
                await superuser.close()
                for _ in 0..<2 {
                    let lost = try await failure { try await session.perform { try $0.execute("select 1") } }
                    #expect(lost.code == .unreachable)
                }
                await session.close()
            }
        }

        @Test func statementThatTakesTooLongCostsTheSession() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let session = try await PostgresSession.open(
                    database.configuration("scheduling"), logger: TestDatabase.logger)
                let late = try await failure {
                    try await session.perform(within: .milliseconds(100)) { try $0.execute("select pg_sleep(20)") }
                }
                #expect(late.code == .late)
                let lost = try await failure { try await session.perform { try $0.execute("select 1") } }
                #expect(lost.code == .unreachable)
                await session.close()
            }
        }

        @Test func wrongPasswordIsUnreachableAndNotQuoted() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                let url = try database.url("scheduling").replacing("test-only", with: "not-the-word")
                let refused = try await failure {
                    _ = try await PostgresSession.open(PostgresConfiguration(url: url), logger: TestDatabase.logger)
                }
                #expect(refused.code == .unreachable)
                #expect(!"\(refused)".contains("not-the-word"))
            }
        }
    }
}
