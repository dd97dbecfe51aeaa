// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Logging
package import Postgres
import Synchronization

/// A database of one test's own, cloned from a template that was migrated once, and dropped after the test.
///
/// The server is the one of `SUITE_TEST_POSTGRES` (a superuser's URL); its roles are made by `deploy/postgres/roles.sql`
/// and shared by all tests, as roles belong to the cluster.
package struct TestDatabase: Sendable {
    /// What the template of a suite is made of: each service's schema and its migrations.
    package struct Template: Sendable, Hashable {
        package let name: String
        let schemas: [String: [Migration]]

        /// - Parameters:
        ///   - name: tells templates apart; lower case.
        ///   - schemas: the services' names with their migrations.
        package init(_ name: String, _ schemas: [String: [Migration]] = [:]) {
            self.name = name
            self.schemas = schemas
        }

        package static func == (left: Template, right: Template) -> Bool { left.name == right.name }

        package func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// Why a fixture could not be made.
    package struct FixtureFailure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The superuser's URL, `nil` when no server was given: then tests that need one are skipped.
    package static var serverURL: String? {
        ProcessInfo.processInfo.environment["SUITE_TEST_POSTGRES"]
    }

    /// The reason to give for a skipped test.
    package static let skipReason = "SUITE_TEST_POSTGRES is unset: the URL of a superuser on a local test server"

    private static let templates = TemplateShelf()
    private static let password = "test-only"

    /// The database's name.
    package let name: String

    /// Runs `body` with a fresh clone of the template.
    package static func with<T: Sendable>(
        _ template: Template, _ body: (TestDatabase) async throws -> T
    ) async throws -> T {
        let source = try await templates.name(of: template)
        let database = TestDatabase(name: "test_\(UUID().uuidString.prefix(13).lowercased())".sqlName)
        try await administer("create database \(database.name) template \(source)")
        // A clone gets everything of its template but the rights on the database itself.
        let logins = "scheduling, participants, calendar, notifications, migrator"
        try await administer(
            """
            revoke all on database \(database.name) from public;
            grant connect on database \(database.name) to \(logins);
            """)
        do {
            let value = try await body(database)
            try await administer("drop database \(database.name) with (force)")
            return value
        } catch {
            // The test's own failure is the one to report.
            _ = try? await administer("drop database \(database.name) with (force)")
            throw error
        }
    }

    /// The URL of a login: a service's name, `migrator`, or the superuser without a name.
    package func url(_ login: String? = nil) throws -> String {
        guard let login else { return try Self.url(database: name, user: nil) }
        return try Self.url(database: name, user: login)
    }

    /// The configuration of a login's pool; small, as many tests share one server.
    package func configuration(_ login: String, size: Int = 2, queueLimit: Int = 1_024) throws -> PostgresConfiguration
    {
        try PostgresConfiguration(
            url: url(login), size: size, queueLimit: queueLimit, applicationName: "test-\(login)")
    }

    /// Runs `body` with a pool of a login's and closes it afterwards.
    package func withPool<T: Sendable>(
        _ login: String, size: Int = 2, queueLimit: Int = 1_024, _ body: (PostgresPool) async throws -> T
    ) async throws -> T {
        let pool = PostgresPool(
            configuration: try configuration(login, size: size, queueLimit: queueLimit), logger: Self.logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            defer { group.cancelAll() }
            return try await body(pool)
        }
    }

    /// A superuser's session in this database, for what a test arranges or looks at.
    package func superuser() async throws -> PostgresSession {
        try await PostgresSession.open(PostgresConfiguration(url: url()), logger: Self.logger)
    }

    /// Says nothing.
    package static var logger: Logger {
        Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }
}

extension TestDatabase {
    /// Makes each template once per process.
    private actor TemplateShelf {
        private var made: [Template: Task<String, any Error>] = [:]

        func name(of template: Template) async throws -> String {
            if let task = made[template] { return try await task.value }
            // Several tests ask at once; the one task outlives whichever of them came first.
            let task = Task { try await TestDatabase.make(template) }
            made[template] = task
            return try await task.value
        }
    }

    private static func make(_ template: Template) async throws -> String {
        let database = TestDatabase(
            name: "template_\(template.name)_\(ProcessInfo.processInfo.processIdentifier)".sqlName)
        try await administer("drop database if exists \(database.name) with (force)")
        try await administer("create database \(database.name) template template0 encoding 'UTF8'")
        try makeRoles(in: database)
        for (schema, migrations) in template.schemas.sorted(by: { $0.key < $1.key }) {
            _ = try await Migrator.migrate(
                url: database.url("migrator"), schema: schema, owner: "\(schema)_owner", migrations: migrations,
                logger: logger)
        }
        return database.name
    }

    private static func makeRoles(in database: TestDatabase) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/postgres/roles.sql")
        let psql = Process()
        psql.executableURL = URL(filePath: "/usr/bin/env")
        let names = ["scheduling", "participants", "calendar", "notifications", "migrator"]
        psql.arguments =
            try ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"] + names.flatMap { ["-v", "\($0)_password=\(password)"] }
            + ["-f", script.path(), "-d", database.url()]
        psql.standardOutput = FileHandle.nullDevice
        try psql.run()
        psql.waitUntilExit()
        guard psql.terminationStatus == 0 else { throw FixtureFailure(description: "roles.sql failed") }
    }

    /// Runs one statement in the superuser's own database.
    private static func administer(_ sql: String) async throws {
        let configuration = try PostgresConfiguration(url: url(database: nil, user: nil))
        let session = try await PostgresSession.open(configuration, logger: logger)
        let outcome = await session.run(script: sql)
        await session.close()
        try outcome.get()
    }

    private static func url(database: String?, user: String?) throws -> String {
        guard let serverURL, var parts = URLComponents(string: serverURL) else {
            throw FixtureFailure(description: skipReason)
        }
        // What tests do to a server must not be done to anyone's.
        guard let host = parts.host, ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host) else {
            throw FixtureFailure(description: "SUITE_TEST_POSTGRES must be on this machine")
        }
        if let database { parts.path = "/\(database)" }
        if let user {
            parts.user = user
            parts.password = password
        }
        guard let text = parts.string else { throw FixtureFailure(description: "SUITE_TEST_POSTGRES is no URL") }
        return text
    }
}

extension String {
    /// Fit to be an unquoted identifier.
    fileprivate var sqlName: String {
        String(map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(63))
    }
}
