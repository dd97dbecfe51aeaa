// SPDX-License-Identifier: Apache-2.0

import CPostgres
import Glibc

extension Connection {
    /// How long after a deadline the server's own timeout may take to be heard before the connection is given up.
    static let grace = Duration.milliseconds(250)

    /// Collects the answers of the oldest segment sent and not yet received.
    ///
    /// - Returns: the wanted rows in order, or the failure of the first statement that failed.
    /// - Throws: ``PostgresFailure`` when the connection is lost: by the server, or because `limit` passed.
    func receive(
        _ segment: Segment, until limit: ContinuousClock.Instant
    ) throws(PostgresFailure) -> Result<[Rows], PostgresFailure> {
        var rows: [Rows] = []
        var failure: PostgresFailure?
        for step in segment.steps {
            guard let result = try nextResult(until: limit) else { throw confusion("a result is missing") }
            let storage = ResultStorage(owning: result)
            let status = PQresultStatus(result)
            switch status {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                if case .answer(let statement, isWanted: true) = step { rows.append(statement.rows(storage)) }
            case PGRES_FATAL_ERROR:
                let message = ServerMessage(of: result)
                let label = Query.label(of: step.statement.key.sql)
                guard !message.endsConnection, PQstatus(handle) == CONNECTION_OK else {
                    throw lose(.unreachable, sqlState: message.sqlState)
                }
                failure = failure ?? message.failure(label: label)
                forget(step, after: message)
            case PGRES_PIPELINE_ABORTED:
                // What was to be prepared after the failure was not.
                if case .preparation(let statement) = step { statements.forget(statement) }
            default:
                throw confusion("unexpected result status \(status.rawValue)")
            }
            guard try nextResult(until: limit) == nil else { throw confusion("a result too many") }
        }
        guard let sync = try nextResult(until: limit) else { throw confusion("no end of the segment") }
        let end = PQresultStatus(sync)
        PQclear(sync)
        guard end == PGRES_PIPELINE_SYNC else { throw confusion("no end of the segment") }
        answered()
        return failure.map { .failure($0) } ?? .success(rows)
    }

    /// Reads what came unasked: notices, or the end of the connection.
    func readUnasked() {
        if PQconsumeInput(handle) == 0 {
            _ = lose(.unreachable)
        } else {
            // Parses what was read, so that a farewell goes to the log.
            _ = PQisBusy(handle)
            if PQstatus(handle) != CONNECTION_OK { _ = lose(.unreachable) }
        }
    }

    /// One empty round trip.
    ///
    /// - Returns: whether the server answered in time; if not, the connection is lost.
    func isAnswering(within limit: Duration) -> Bool {
        do throws(PostgresFailure) {
            _ = try exchange([], until: .now + limit)
            return true
        } catch {
            return false
        }
    }

    /// Drops all prepared statements, here and on the server.
    func forgetStatements(until limit: ContinuousClock.Instant) throws(PostgresFailure) {
        statements.forgetAll()
        _ = try exchange([Query(sql: "deallocate all")], until: limit)
        statements.forgetAll()
    }

    private func forget(_ step: Segment.Step, after message: ServerMessage) {
        switch step {
        case .preparation(let statement):
            statements.forget(statement)
        case .answer(let statement, _):
            if message.sqlState == "26000" { statements.forget(statement) }
        }
    }

    /// Whether a result can be had without waiting for the server.
    var hasAnswer: Bool { PQisBusy(handle) == 0 }

    /// The next result, `nil` where libpq marks the end of one statement's results.
    func nextResult(until limit: ContinuousClock.Instant) throws(PostgresFailure) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            // Reads while writing, or both sides fill up and wait for each other (native-clients.md M25).
            let pending = PQflush(handle) == 1
            var watched = pollfd(fd: socket, events: Int16(POLLIN | (pending ? POLLOUT : 0)), revents: 0)
            let ready = poll(&watched, 1, Int32(clamping: limit.milliseconds()))
            if ready == 0 { throw lose(.late, summary: "no answer in time, the connection was closed") }
            if ready < 0 {
                guard errno == EINTR else { throw lose(.unreachable) }
                continue
            }
            let readable = Int32(watched.revents) & (POLLIN | POLLERR | POLLHUP | POLLNVAL) != 0
            if readable, PQconsumeInput(handle) == 0 { throw farewell() }
        }
        return PQgetResult(handle)
    }

    private func confusion(_ summary: String) -> PostgresFailure {
        PQstatus(handle) == CONNECTION_OK ? lose(.protocolViolation, summary: summary) : lose(.unreachable)
    }

    /// What the server said before it went, if anything.
    private func farewell() -> PostgresFailure {
        guard let result = PQgetResult(handle) else { return lose(.unreachable) }
        let sqlState = ServerMessage(of: result).sqlState
        PQclear(result)
        return lose(.unreachable, sqlState: sqlState)
    }
}
