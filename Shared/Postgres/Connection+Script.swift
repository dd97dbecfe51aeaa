// SPDX-License-Identifier: Apache-2.0

import CPostgres

extension Connection {
    /// Runs several statements at once, as a migration file holds them; no binds, rows are dropped.
    ///
    /// - Throws: ``PostgresFailure`` of the first statement that failed, with the server's words: a script has no
    ///   bind values to hide.
    func run(script: String, label: String, until limit: ContinuousClock.Instant) throws(PostgresFailure) {
        guard !script.utf8.contains(0) else {
            throw PostgresFailure(.protocolViolation, summary: "NUL in the script", label: label)
        }
        // Pipelines take no multi-statement strings (native-clients.md M25).
        guard PQexitPipelineMode(handle) == 1, PQsendQuery(handle, script) == 1 else { throw lose(.unreachable) }
        var failure: PostgresFailure?
        while let result = try nextResult(until: limit) {
            let storage = ResultStorage(owning: result)
            let status = PQresultStatus(storage.handle)
            guard status != PGRES_COPY_IN, status != PGRES_COPY_OUT, status != PGRES_COPY_BOTH else {
                throw lose(.protocolViolation, summary: "COPY in a script")
            }
            guard status == PGRES_FATAL_ERROR else { continue }
            let message = ServerMessage(of: result)
            guard !message.endsConnection else { throw lose(.unreachable, sqlState: message.sqlState) }
            failure =
                failure
                ?? PostgresFailure(
                    .server, sqlState: message.sqlState, constraint: message.constraint, summary: message.primary,
                    label: label)
        }
        guard PQstatus(handle) == CONNECTION_OK, PQenterPipelineMode(handle) == 1 else { throw lose(.unreachable) }
        answered()
        if let failure { throw failure }
    }
}
