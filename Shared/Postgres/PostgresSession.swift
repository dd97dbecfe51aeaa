// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Logging

/// One connection outside the pool, for as long as its owner needs it: session locks, relays, migrations.
///
/// It is never made anew: once the connection is lost every call fails with `unreachable` and the owner opens another.
package final class PostgresSession: Sendable {
    private let line: SessionLine

    private init(_ line: SessionLine) {
        self.line = line
    }

    deinit {
        line.close(then: {})
    }

    /// Connects and applies settings for the whole session, such as `["role": "x_background"]`.
    ///
    /// - Throws: ``PostgresFailure``; `unreachable`, or the server's refusal of a setting.
    package static func open(
        _ configuration: PostgresConfiguration, settings: [String: String] = [:], logger: Logger
    ) async throws(PostgresFailure) -> PostgresSession {
        let line = SessionLine()
        let opened: Result<Void, PostgresFailure> = await withCheckedContinuation { continuation in
            Thread.start("postgres-session") {
                line.serve(configuration, settings: settings, logger: logger) { continuation.resume(returning: $0) }
            }
        }
        try opened.get()
        return PostgresSession(line)
    }

    /// Runs `body` on the connection's own thread; every statement in it commits for itself, no scope is set.
    ///
    /// - Parameter limit: how long all of it may take; a statement that takes longer costs the connection.
    /// - Throws: what the body threw, as it is; ``PostgresFailure`` with code `closed` after ``close()``.
    @discardableResult
    package func perform<T: Sendable>(
        within limit: Duration = .seconds(5), _ body: @escaping @Sendable (PostgresTransaction) throws -> T
    ) async throws -> T {
        try await withConnection { connection in
            let statements = PostgresTransaction(connection, .autocommit(deadline: .now + limit))
            defer { statements.end() }
            let value = try body(statements)
            try statements.sendQueued()
            return value
        }
    }

    /// Closes the connection after what was asked before.
    package func close() async {
        await withCheckedContinuation { continuation in
            line.close { continuation.resume() }
        }
    }

    /// Runs `body` with the bare connection.
    func withConnection<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            line.append { connection in
                guard let connection else {
                    continuation.resume(throwing: PostgresFailure(.closed))
                    return
                }
                continuation.resume(with: Result { try body(connection) })
            }
        }
    }
}
