// SPDX-License-Identifier: Apache-2.0

extension PostgresSession {
    /// Runs statements that are no ``Query``: an operator's or a test's text, without values of anyone's.
    ///
    /// - Parameter limit: how long all of it may take; past it the connection is lost.
    /// - Returns: the failure of the first statement that failed, with the server's words.
    package func run(script: String, within limit: Duration = .seconds(60)) async -> Result<Void, PostgresFailure> {
        do {
            return try await withConnection { connection in
                Result { () throws(PostgresFailure) in
                    try connection.run(script: script, label: "script", until: .now + limit)
                }
            }
        } catch {
            // Nothing but the session's own `closed` comes this way.
            return .failure(error as? PostgresFailure ?? PostgresFailure(.closed))
        }
    }
}
