// SPDX-License-Identifier: Apache-2.0

import Postgres
import TestSupport
import Testing

extension ServerTests {
    @Suite struct Scopes {
        private func fill(_ pool: PostgresPool) async throws {
            try await pool.transaction(.background, until: .soon) { transaction in
                try transaction.execute(
                    """
                    insert into notes (application_id, id)
                    select application, n::text from unnest(array['a', 'b', 'c']) as application, generate_series(1, 2) as n
                    """)
            }
        }

        private func seen(_ pool: PostgresPool, _ scope: Scope) async throws -> Set<String> {
            let rows = try await pool.read(scope, until: .soon, "select application_id from notes")
            return try Set(rows[0].map { try $0.decode("application_id", as: String.self) })
        }

        @Test func loginSeesItsApplicationsOnly() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 1) { pool in
                    try await fill(pool)
                    #expect(try await seen(pool, .applications(["a"])) == ["a"])
                    #expect(try await seen(pool, .applications(["a", "c"])) == ["a", "c"])
                    #expect(try await seen(pool, .applications(["other"])) == [])
                    #expect(try await seen(pool, .applications([])) == [])
                    #expect(try await seen(pool, .applications([""])) == [])
                    #expect(try await seen(pool, .applications(["a,b"])) == [])
                    #expect(try await seen(pool, .background) == ["a", "b", "c"])
                }
            }
        }

        @Test func connectionNeverKeepsAScopeForTheNext() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling", size: 1) { pool in
                    try await fill(pool)
                    let scopes: [(Scope, Set<String>)] = [
                        (.background, ["a", "b", "c"]), (.applications([]), []), (.applications(["b"]), ["b"]),
                        (.applications(["c"]), ["c"]), (.applications([]), []),
                    ]
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for round in 0..<100 {
                            let (scope, expected) = scopes[round % scopes.count]
                            group.addTask {
                                if round % 7 == 0 {
                                    // A failure in between must not leave anything behind either.
                                    _ = try? await pool.read(scope, until: .soon, "select 1 / 0")
                                }
                                let seen = try await seen(pool, scope)
                                #expect(seen == expected)
                                let inTransaction = try await pool.transaction(scope, until: .soon) { transaction in
                                    try Set(
                                        transaction.query("select application_id from notes")
                                            .map { try $0.decode("application_id", as: String.self) })
                                }
                                #expect(inTransaction == expected)
                            }
                        }
                        try await group.waitForAll()
                    }
                }
            }
        }

        @Test func writingIntoAnotherApplicationIsRefused() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { pool in
                    try await fill(pool)
                    let refused = try await failure {
                        try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                            try transaction.execute("insert into notes (application_id, id) values ('b', 'x')")
                        }
                    }
                    #expect(refused.sqlState == "42501")
                    let moved = try await pool.transaction(.applications(["a"]), until: .soon) { transaction in
                        try transaction.execute("update notes set amount = 1 where application_id = 'b'")
                    }
                    #expect(moved == 0)
                }
            }
        }

        @Test(arguments: [
            "select id from participants.people", "insert into participants.people values ('x')",
            "create table scheduling.mine (id int)", "create table public.mine (id int)",
            "create temporary table mine (id int)", "set role scheduling_owner", "set role participants_background",
            "alter table scheduling.notes disable row level security",
        ])
        func whatIsNotItsOwnIsRefused(statement: String) async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                for role in ["none", "scheduling_background"] {
                    let session = try await PostgresSession.open(
                        database.configuration("scheduling"), settings: ["role": role], logger: TestDatabase.logger)
                    let outcome = await session.run(script: statement)
                    await session.close()
                    guard case .failure(let failure) = outcome else {
                        Issue.record("\(role) may \(statement)")
                        continue
                    }
                    #expect(failure.sqlState == "42501", "\(role): \(statement): \(failure)")
                }
            }
        }

        @Test func ownersBackfillReachesEveryRow() async throws {
            try await TestDatabase.with(SampleSchema.template) { database in
                try await database.withPool("scheduling") { try await fill($0) }
                let backfill = Migration(name: "0003_backfill", sql: "update notes set amount = 3;")
                _ = try await Migrator.migrate(
                    url: database.url("migrator"), schema: "scheduling", owner: "scheduling_owner",
                    migrations: SampleSchema.scheduling + [backfill], logger: TestDatabase.logger)
                try await database.withPool("scheduling") { pool in
                    let rows = try await pool.read(
                        .background, until: .soon, "select count(*) as n from notes where amount = 3")
                    #expect(try rows[0].first?.decode("n", as: Int.self) == 6)
                }
            }
        }
    }
}
