// SPDX-License-Identifier: Apache-2.0

package import Logging

/// Applies a service's numbered `.sql` files to its schema.
package struct Migrator {
    private let connection: Connection
    private let schema: String

    /// Applies what has not been applied yet, each in a transaction of its own, and records it in
    /// `<schema>.migrations` with its checksum.
    ///
    /// Safe to be called by several processes at once: they take turns under an advisory lock.
    ///
    /// - Parameters:
    ///   - url: the migrator's login, a member of `owner`.
    ///   - schema: exists already, owned by `owner`.
    ///   - owner: the role that will own what is made.
    ///   - migrations: the whole history, by rising name.
    /// - Returns: the names applied now.
    /// - Throws: ``MigrationFailure`` for a history that does not fit; ``PostgresFailure`` of the file that failed
    ///   (its label is the name), with those before it applied.
    package static func migrate(
        url: String, schema: String, owner: String, migrations: [Migration], logger: Logger
    ) async throws -> [String] {
        for name in [schema, owner] where !isIdentifier(name) { throw MigrationFailure.badIdentifier(name) }
        for (former, latter) in zip(migrations, migrations.dropFirst()) where former.name >= latter.name {
            throw MigrationFailure.outOfOrder(latter.name)
        }
        let configuration = try PostgresConfiguration(url: url, size: 1, applicationName: "migrator")
        let session = try await PostgresSession.open(configuration, logger: logger)
        let outcome = try await session.withConnection { connection in
            Result { try Migrator(connection: connection, schema: schema).apply(migrations, as: owner) }
        }
        await session.close()
        let applied = try outcome.get()
        if !applied.isEmpty { logger.info("Migrated", metadata: ["schema": "\(schema)", "now": "\(applied)"]) }
        return applied
    }

    /// Lower case, so that it means the same quoted and unquoted, and needs no escaping.
    private static func isIdentifier(_ name: String) -> Bool {
        name.wholeMatch(of: /[a-z_][a-z0-9_]{0,62}/) != nil
    }

    private func apply(_ migrations: [Migration], as owner: String) throws -> [String] {
        // Another process may be at it for as long as its changes take.
        try run("select pg_advisory_lock(hashtextextended('migrations ' || \(schema), 0))", within: .seconds(300))
        try run("select set_config('role', \(owner), false)")
        let path = "\(schema), extensions"
        // A change that cannot get its lock gives way to the service's own work.
        try run("select set_config('search_path', \(path), false), set_config('lock_timeout', '5s', false)")
        try createHistory()
        let fresh = try unapplied(of: migrations)
        for migration in fresh { try apply(migration) }
        return fresh.map(\.name)
    }

    private func createHistory() throws(PostgresFailure) {
        // Asked first: `if not exists` would send a notice each time.
        let known: Query = "select to_regclass(\(schema + ".migrations")) is not null as known"
        if try run(known).first?.decode("known", as: Bool.self) == true { return }
        let create = """
            create table migrations (name text primary key, checksum text not null,
                applied_at timestamptz not null default now())
            """
        try connection.run(script: create, label: "migrations", until: .now + .seconds(10))
    }

    /// What comes after the applied history, which must be the beginning of what is given.
    private func unapplied(of migrations: [Migration]) throws -> [Migration] {
        let history = try run("select name, checksum from migrations order by name collate \"C\"")
        for (position, row) in history.enumerated() {
            let name = try row.decode("name", as: String.self)
            guard position < migrations.count, migrations[position].name == name else {
                throw MigrationFailure.missing(name)
            }
            let text = migrations[position].sql
            let checksum: Query = "select encode(sha256(convert_to(\(text), 'UTF8')), 'hex') as checksum"
            guard try run(checksum).first?.decode("checksum", as: String.self) == row.decode("checksum") else {
                throw MigrationFailure.edited(name)
            }
        }
        return Array(migrations.dropFirst(history.count))
    }

    private func apply(_ migration: Migration) throws {
        let limit = ContinuousClock.now + .seconds(600)
        try run("begin")
        do {
            try connection.run(script: migration.sql, label: migration.name, until: limit)
            guard connection.isInTransaction else { throw MigrationFailure.transactionEnded(migration.name) }
            try run(
                """
                insert into migrations (name, checksum)
                values (\(migration.name), encode(sha256(convert_to(\(migration.sql), 'UTF8')), 'hex'))
                """)
            try run("commit")
        } catch {
            // The failure that counts is the first; the session is closed anyway.
            _ = try? run("rollback")
            throw error
        }
    }

    @discardableResult
    private func run(_ query: Query, within limit: Duration = .seconds(30)) throws(PostgresFailure) -> Rows {
        guard let rows = try connection.exchange([query], until: .now + limit).first else {
            throw PostgresFailure(.protocolViolation, label: query.label)
        }
        return rows
    }
}
