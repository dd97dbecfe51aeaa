// SPDX-License-Identifier: Apache-2.0
package import NotificationsContract
package import Postgres

/// The settings of applications, read anew each time they matter: what an administrator sets holds at once.
package struct SettingsStore: Sendable {
    private let database: PostgresPool

    package init(database: PostgresPool) {
        self.database = database
    }

    /// The settings of those of the applications that ever set some, by application; background work.
    ///
    /// For the others ``ApplicationSettings/defaults`` hold.
    package func stored(
        for applications: Set<String>, until deadline: ContinuousClock.Instant
    ) async throws -> [String: ApplicationSettings] {
        let rows = try await database.read(.background, until: deadline, KeptSettings.find(applications.sorted()))
        return Self.byApplication(try rows.first?.map(KeptSettings.init) ?? [])
    }

    /// The same within a transaction that may see these applications' rows.
    package static func stored(
        for applications: Set<String>, in transaction: PostgresTransaction
    ) throws -> [String: ApplicationSettings] {
        byApplication(try transaction.query(KeptSettings.find(applications.sorted())).map(KeptSettings.init))
    }

    private static func byApplication(_ kept: [KeptSettings]) -> [String: ApplicationSettings] {
        Dictionary(kept.map { ($0.applicationId, $0.stored ?? .defaults) }) { first, _ in first }
    }
}
