// SPDX-License-Identifier: Apache-2.0

import Postgres
import TestSupport
import Testing

extension ServerTests {
    @Suite struct Migrations {
        private static let first = Migration(name: "0001_a", sql: "create table a (id int); create index on a (id);")
        private static let second = Migration(name: "0002_b", sql: "create table b (id int);")
        private static let empty = TestDatabase.Template("empty")

        private func migrate(_ database: TestDatabase, _ migrations: [Migration]) async throws -> [String] {
            try await Migrator.migrate(
                url: database.url("migrator"), schema: "calendar", owner: "calendar_owner", migrations: migrations,
                logger: TestDatabase.logger)
        }

        @Test func eachIsAppliedOnceInOrder() async throws {
            try await TestDatabase.with(Self.empty) { database in
                #expect(try await migrate(database, [Self.first]) == ["0001_a"])
                #expect(try await migrate(database, [Self.first]) == [])
                #expect(try await migrate(database, [Self.first, Self.second]) == ["0002_b"])
                #expect(try await migrate(database, [Self.first, Self.second]) == [])
                try await database.withPool("calendar") { pool in
                    let rows = try await pool.read(
                        .background, until: .soon,
                        "select count(*) as n from a",
                        "select name, length(checksum) as size from migrations order by name")
                    #expect(try rows[1].map { try $0.decode("name", as: String.self) } == ["0001_a", "0002_b"])
                    #expect(try rows[1].first?.decode("size", as: Int.self) == 64)
                }
            }
        }

        @Test func historyThatDoesNotFitIsRefused() async throws {
            try await TestDatabase.with(Self.empty) { database in
                _ = try await migrate(database, [Self.first, Self.second])
                let edited = Migration(name: "0001_a", sql: Self.first.sql + " ")
                await #expect(throws: MigrationFailure.edited("0001_a")) {
                    try await migrate(database, [edited, Self.second])
                }
                await #expect(throws: MigrationFailure.missing("0002_b")) { try await migrate(database, [Self.first]) }
                let between = Migration(name: "0001_b", sql: "select 1")
                await #expect(throws: MigrationFailure.missing("0002_b")) {
                    try await migrate(database, [Self.first, between, Self.second])
                }
                await #expect(throws: MigrationFailure.outOfOrder("0001_a")) {
                    try await migrate(database, [Self.second, Self.first])
                }
                await #expect(throws: MigrationFailure.badIdentifier("x; drop")) {
                    try await Migrator.migrate(
                        url: database.url("migrator"), schema: "x; drop", owner: "o", migrations: [],
                        logger: TestDatabase.logger)
                }
            }
        }

        @Test func failedFileLeavesNothingOfItselfBehind() async throws {
            try await TestDatabase.with(Self.empty) { database in
                let bad = Migration(name: "0002_bad", sql: "create table c (id int); select * from nowhere;")
                let failed = try await failure { _ = try await migrate(database, [Self.first, bad]) }
                #expect(failed.sqlState == "42P01")
                #expect(failed.label == "0002_bad")
                let good = Migration(name: "0002_bad", sql: "create table c (id int);")
                #expect(try await migrate(database, [Self.first, good]) == ["0002_bad"])
                let ending = Migration(name: "0003_ending", sql: "commit;")
                await #expect(throws: MigrationFailure.transactionEnded("0003_ending")) {
                    try await migrate(database, [Self.first, good, ending])
                }
            }
        }

        @Test func twoAtOnceTakeTurns() async throws {
            try await TestDatabase.with(Self.empty) { database in
                let slow = Migration(name: "0001_slow", sql: "select pg_sleep(0.2); create table s (id int);")
                let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                    for _ in 0..<3 { group.addTask { try await migrate(database, [slow, Self.second]) } }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(applied == ["0001_slow", "0002_b"])
            }
        }
    }
}
