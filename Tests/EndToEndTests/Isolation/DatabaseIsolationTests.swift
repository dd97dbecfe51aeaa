// SPDX-License-Identifier: Apache-2.0
import Postgres
import Testing

/// Each service's database login, tried on what is not its own.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct DatabaseIsolationTests {
    private static let denied = "42501"

    private static func url(_ service: String) throws -> String {
        try RunningSuite.setting("DATABASE_URL", of: service)
    }

    /// The SQLSTATE with which a script ends, `nil` if it succeeds.
    private static func state(of script: String, as service: String) async throws -> String? {
        try await Database.session(try url(service)) { session in
            switch await session.run(script: script) {
            case .success: nil
            case .failure(let failure): failure.sqlState ?? failure.description
            }
        }
    }

    @Test(arguments: RunningSuite.databaseServices)
    func everyOtherSchemaIsClosed(service: String) async throws {
        let tables = try await Database.session { session in
            try await session.perform { database in
                try database.query(
                    """
                    select schemaname || '.' || tablename as name from pg_tables
                    where schemaname in ('scheduling', 'participants', 'calendar', 'notifications')
                    """
                ).map { try $0.decode("name", as: String.self) }
            }
        }
        try #require(tables.count > 16)
        for table in tables where !table.hasPrefix("\(service).") {
            #expect(try await Self.state(of: "select from \(table)", as: service) == Self.denied, "\(table)")
            #expect(try await Self.state(of: "delete from \(table)", as: service) == Self.denied, "\(table)")
        }
        #expect(try await Self.state(of: "select from outbox", as: service) == nil)
    }

    @Test(arguments: RunningSuite.databaseServices)
    func noOtherRoleCanBeTaken(service: String) async throws {
        let others = RunningSuite.databaseServices.filter { $0 != service }
        let roles =
            others.flatMap { [$0, "\($0)_owner", "\($0)_background"] } + ["\(service)_owner", "migrator", "postgres"]
        for role in roles {
            #expect(try await Self.state(of: "set role \(role)", as: service) == Self.denied, "\(role)")
        }
        #expect(try await Self.state(of: "set role \(service)_background", as: service) == nil)
    }

    @Test(arguments: RunningSuite.databaseServices)
    func aLoginOwnsNothing(service: String) async throws {
        for script in [
            "create table \(service).intruder (id int)", "create schema intruder",
            "create table public.intruder (id int)",
            "drop table \(service).outbox", "alter table \(service).outbox disable row level security",
            "create policy intruder on \(service).outbox using (true)", "create role intruder",
            "create extension pg_trgm", "truncate \(service).outbox", "copy (select 1) to program 'true'",
            "select pg_read_file('/etc/passwd')",
        ] {
            #expect(try await Self.state(of: script, as: service) == Self.denied, "\(script)")
        }
    }

    @Test func withoutApplicationsALoginSeesNoRow() async throws {
        let tenant = Tenant()
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant))
        try await ReadModels.follow(appointment.id, to: 1)
        for service in RunningSuite.databaseServices {
            let counts = try await Database.session(try Self.url(service)) { session in
                try await session.perform { database in
                    try [
                        "", "nobody's", tenant.id,
                    ].map { applications in
                        _ = try database.query("select set_config('app.applications', \(applications), false)")
                        return try database.query("select count(*) as value from appointments").first?
                            .decode("value", as: Int64.self)
                    }
                }
            }
            #expect(counts == [0, 0, 1], "\(service)")
        }
    }

    @Test func theGatewayHasNoDatabase() throws {
        #expect(try RunningSuite.settings(of: "gateway").filter { $0.contains("postgres") } == [])
    }
}
