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

    // MARK: - Every table and every role there is

    /// Tables without an application, by their names in any schema, and why they need none.
    private static let withoutApplication = [
        "inbox": "ids of messages that took effect and when; no fact of any application",
        "migrations": "names of files and their checksums",
        "ticket_guesses": "counts by hashed address, before any application is known; only background work sees them",
    ]

    private static let tables: Query = """
        select n.nspname::text as schema, c.relname::text as name,
            exists (select from pg_attribute a
                    where a.attrelid = c.oid and a.attname = 'application_id' and not a.attisdropped) as has_application,
            c.relrowsecurity and c.relforcerowsecurity as is_forced,
            coalesce((
                select string_agg(
                    concat_ws(
                        ' ', p.polname, p.polcmd, (select string_agg(r::regrole::text, ',') from unnest(p.polroles) as r),
                        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
                    '; ' order by p.polname)
                from pg_policy p where p.polrelid = c.oid), '') as policies
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname in ('scheduling', 'participants', 'calendar', 'notifications')
        order by 1, 2
        """

    @Test func everyTableOfApplicationsIsUnderForcedRowLevelSecurity() async throws {
        let rows = try await Database.session { session in
            try await session.perform { database in
                try database.query(Self.tables).map { row in
                    (
                        schema: try row.decode("schema", as: String.self),
                        name: try row.decode("name", as: String.self),
                        hasApplication: try row.decode("has_application", as: Bool.self),
                        isForced: try row.decode("is_forced", as: Bool.self),
                        policies: try row.decode("policies", as: String.self)
                    )
                }
            }
        }
        try #require(rows.count > 20)
        #expect(Set(rows.map(\.schema)) == Set(RunningSuite.databaseServices))
        let mine = "(application_id = ANY (string_to_array(NULLIF(current_setting('app.applications'::text, true), "
        for row in rows {
            let table = "\(row.schema).\(row.name)"
            guard row.hasApplication else {
                #expect(Self.withoutApplication[row.name] != nil, "\(table) says nothing of applications")
                continue
            }
            #expect(row.isForced, "\(table)")
            #expect(
                row.policies
                    == "background * \(row.schema)_background true; owner * \(row.schema)_owner true; "
                    + "tenant * \(row.schema) \(mine)''::text), ','::text)))", "\(table)")
        }
    }

    @Test(arguments: RunningSuite.databaseServices)
    func noTableShowsALoginAnything(service: String) async throws {
        let tables = try await Database.session { session in
            try await session.perform { database in
                try database.query(Self.tables).filter { row in
                    try row.decode("schema", as: String.self) == service
                        && (try row.decode("has_application", as: Bool.self))
                }.map { try $0.decode("name", as: String.self) }
            }
        }
        try #require(tables.count >= 3)
        for applications in ["", "nobody"] {
            for table in tables {
                let script = """
                    select set_config('app.applications', '\(applications)', false);
                    do $$ begin
                        if exists (select from \(table)) then raise exception 'a row'; end if;
                    end $$;
                    with changed as (delete from \(table) returning 1) select 1 / (1 - count(*)) from changed
                    """
                #expect(try await Self.state(of: script, as: service) == nil, "\(service).\(table)")
            }
        }
    }

    /// By the catalogue, for what nobody has thought of trying: tables, sequences, functions and schemas.
    @Test func noRoleHasAnyRightInAnothersSchema() async throws {
        let found = try await Database.session { session in
            try await session.perform { database in
                try database.query(
                    """
                    with service as (
                        select unnest(array['scheduling', 'participants', 'calendar', 'notifications']) as name),
                    role as (
                        select r.oid, r.rolname, s.name as own from pg_roles r
                        join service s on r.rolname in (s.name, s.name || '_background', s.name || '_owner')
                        union all select oid, rolname, '' from pg_roles where rolname = 'migrator')
                    select r.rolname || ' ' || p.privilege || ' ' || o.what as value
                    from role r, lateral (
                        select n.nspname as schema, c.oid::regclass::text as what, c.oid, 'relation' as kind
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where c.relkind in ('r', 'p', 'v', 'm')
                        union all
                        select n.nspname, 'schema ' || n.nspname, n.oid, 'schema' from pg_namespace n) as o,
                        unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER',
                            'USAGE', 'CREATE']) as p (privilege)
                    where o.schema in (select name from service) and o.schema <> r.own
                        and case
                            when o.kind = 'relation' and p.privilege not in ('USAGE', 'CREATE')
                                then has_table_privilege(r.oid, o.oid, p.privilege)
                            when o.kind = 'schema' and p.privilege in ('USAGE', 'CREATE')
                                then has_schema_privilege(r.oid, o.oid, p.privilege)
                            else false end
                    """
                ).map { try $0.decode("value", as: String.self) }
            }
        }
        #expect(found == [])
    }

    @Test func theMigratorOnlyBecomesAnOwner() async throws {
        let tail = try #require(try RunningSuite.value("DATABASE_URL").split(separator: "@", maxSplits: 1).last)
        let url = "postgresql://migrator:\(try RunningSuite.secret("migrator"))@\(tail)"
        try await Database.session(url) { session in
            for script in [
                "select from scheduling.outbox", "create schema intruder", "create role intruder",
                "set role scheduling", "set role participants_background", "set role postgres",
                "alter role calendar bypassrls",
            ] {
                guard case .failure(let failure) = await session.run(script: script) else {
                    Issue.record("\(script)")
                    continue
                }
                #expect(failure.sqlState == Self.denied, "\(script)")
            }
            for service in RunningSuite.databaseServices {
                try await session.run(script: "set role \(service)_owner; reset role").get()
            }
        }
    }

    @Test(arguments: RunningSuite.databaseServices)
    func rolesBehindTheLoginsDontLogIn(service: String) async throws {
        let tail = try #require(try RunningSuite.value("DATABASE_URL").split(separator: "@", maxSplits: 1).last)
        for role in ["\(service)_owner", "\(service)_background"] {
            await #expect(throws: PostgresFailure.self, "\(role)") {
                try await Database.session("postgresql://\(role):test-only@\(tail)") { _ in }
            }
        }
    }

    @Test func theGatewayHasNoDatabase() throws {
        #expect(try RunningSuite.settings(of: "gateway").filter { $0.contains("postgres") } == [])
    }
}
