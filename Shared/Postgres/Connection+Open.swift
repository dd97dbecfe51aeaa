// SPDX-License-Identifier: Apache-2.0

import CPostgres
import Glibc
import Logging

extension Connection {
    /// Connects, blocking the calling thread for `limit` at most (and for the resolver).
    ///
    /// - Throws: ``PostgresFailure`` with code `unreachable`.
    static func open(
        _ configuration: PostgresConfiguration, logger: Logger, within limit: Duration = .seconds(5)
    ) throws(PostgresFailure) -> Connection {
        // libpq ignores connect_timeout here (native-clients.md 2.2.3).
        let deadline = ContinuousClock.now + limit
        guard let parameters = ConnectionParameters.resolved(for: configuration) else {
            throw PostgresFailure(.unreachable, summary: "the host has no address")
        }
        guard let handle = start(parameters) else { throw PostgresFailure(.unreachable, summary: "out of memory") }
        let notices = NoticeSink(logger: logger)
        let connection = Connection(handle: handle, user: configuration.user, notices: notices)
        notices.attach(to: handle)
        var next = PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            guard PQstatus(handle) != CONNECTION_BAD, next != PGRES_POLLING_FAILED else {
                throw PostgresFailure(.unreachable, summary: reason(handle))
            }
            // The socket may be another one after each step.
            let events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT
            var watched = pollfd(fd: connection.socket, events: Int16(events), revents: 0)
            let ready = poll(&watched, 1, Int32(clamping: deadline.milliseconds()))
            if ready == 0 { throw PostgresFailure(.unreachable, summary: "no connection within \(limit)") }
            if ready > 0 { next = PQconnectPoll(handle) }
        }
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw PostgresFailure(.unreachable, summary: reason(handle))
        }
        return connection
    }

    private static func start(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
        let keywords = parameters.map { strdup($0.keyword) }
        let values = parameters.map { strdup($0.value) }
        defer { for text in keywords + values { free(text) } }
        return PQconnectStartParams(
            keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 0)
    }

    /// libpq's words on a failed connection; they name host and user, never the password.
    private static func reason(_ handle: OpaquePointer) -> String {
        guard let text = PQerrorMessage(handle) else { return "" }
        return String(cString: text).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
