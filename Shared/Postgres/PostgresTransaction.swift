// SPDX-License-Identifier: Apache-2.0
import Failpoints

/// The statements of one transaction (or of a session, each for itself), on the connection's own thread.
///
/// Not `Sendable`, and of no use once the body it was lent to has returned: keep no reference.
package final class PostgresTransaction {
    /// What surrounds the statements.
    enum Frame {
        /// BEGIN before the first, COMMIT after the body.
        case transaction(Scope, deadline: ContinuousClock.Instant)

        /// Nothing: every statement commits for itself.
        case autocommit(deadline: ContinuousClock.Instant)
    }

    private let connection: Connection
    private let frame: Frame
    private var isOpen = true
    private var afterCommitActions: [@Sendable () -> Void] = []
    private var hasBegun = false
    /// What travels with the next statement.
    private var queued: [Query] = []
    /// The `statement_timeout` the server was told last, in milliseconds.
    private var serverTimeout = 0

    init(_ connection: Connection, _ frame: Frame) {
        self.connection = connection
        self.frame = frame
    }

    /// Runs one statement and waits for its rows.
    ///
    /// - Throws: ``PostgresFailure``; `late` when the deadline has passed. Afterwards every further statement of this
    ///   transaction fails, whatever the body does.
    package func query(
        _ query: Query, file: String = #fileID, line: Int = #line
    ) throws(PostgresFailure) -> Rows {
        do throws(PostgresFailure) {
            return try run(query)
        } catch {
            throw error.at(file, line)
        }
    }

    /// Runs one statement that answers no rows.
    ///
    /// - Returns: how many rows it inserted, updated or deleted.
    /// - Throws: as ``query(_:file:line:)``.
    @discardableResult
    package func execute(
        _ query: Query, file: String = #fileID, line: Int = #line
    ) throws(PostgresFailure) -> Int {
        try self.query(query, file: file, line: line).affected
    }

    /// Adds one statement of whose outcome nothing depends: it runs in its turn, but travels with the next one or with
    /// COMMIT, which saves a round trip and a wait for a processor at both ends.
    ///
    /// Its failure is thrown by what it travels with, and nothing after it has run then.
    package func enqueue(_ query: Query) {
        queued.append(query)
    }

    /// Asks for something cheap to be done once the effects last, such as a nudge; never when they don't.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) {
        afterCommitActions.append(action)
    }

    private func run(_ query: Query) throws(PostgresFailure) -> Rows {
        guard isOpen else { throw PostgresFailure(.closed, summary: "the transaction is over", label: query.label) }
        guard !connection.isLost else { throw PostgresFailure(.unreachable, label: query.label) }
        let deadline = deadline
        let milliseconds = deadline.milliseconds()
        guard milliseconds > 0 else { throw PostgresFailure(.late, label: query.label) }
        // What must come first travels with the statement, in the same round trip.
        let first = preliminaries(milliseconds) + takeQueued()
        let rows = try connection.exchange(
            first + [query], discarding: first.count, background: isBackground, until: deadline + Connection.grace)
        guard let answer = rows.first else { throw connection.lose(.protocolViolation, summary: "no answer") }
        return answer
    }

    private func takeQueued() -> [Query] {
        defer { queued = [] }
        return queued
    }

    private func preliminaries(_ milliseconds: Int) -> [Query] {
        guard case .transaction(let scope, _) = frame else { return [] }
        if !hasBegun {
            hasBegun = true
            serverTimeout = milliseconds
            return [
                Query(sql: "begin"),
                scope.opening(user: connection.user, milliseconds: milliseconds, readOnly: false),
            ]
        }
        // Later statements have less time left; a difference within the client's own grace is not worth telling.
        guard serverTimeout - milliseconds > 200 else { return [] }
        serverTimeout = milliseconds
        let value = String(milliseconds)
        return ["select set_config('statement_timeout', \(value), true)"]
    }

    private var deadline: ContinuousClock.Instant {
        switch frame {
        case .transaction(_, let deadline), .autocommit(let deadline): deadline
        }
    }

    private var isBackground: Bool {
        switch frame {
        case .transaction(let scope, _): scope.isBackground
        case .autocommit: false
        }
    }
}

extension PostgresTransaction {
    /// Makes the effects last; nothing to do when no statement was run.
    ///
    /// - Throws: ``PostgresFailure``; code `outcomeUnknown` when the connection was lost after COMMIT was sent. All
    ///   others mean that nothing was committed.
    func commit() throws(PostgresFailure) {
        isOpen = false
        guard hasBegun || !queued.isEmpty else { return }
        let deadline = deadline
        guard !connection.isLost else { throw PostgresFailure(.unreachable, label: "commit") }
        let milliseconds = deadline.milliseconds()
        guard milliseconds > 0 else { throw PostgresFailure(.late, label: "commit") }
        Failpoint.beforeCommit.pass()
        do throws(PostgresFailure) {
            let first = queued.isEmpty ? [] : preliminaries(milliseconds) + takeQueued()
            let rows = try connection.exchange(
                first + [Query(sql: "commit")], discarding: first.count, background: isBackground,
                until: deadline + Connection.grace)
            // COMMIT of a failed transaction answers ROLLBACK, and no error.
            guard rows.first?.storage.commandTag == "COMMIT" else {
                throw PostgresFailure(
                    .server, sqlState: "25P02", summary: "a failed statement was passed over", label: "commit")
            }
        } catch {
            guard connection.isLost else { throw error }
            throw PostgresFailure(.outcomeUnknown, sqlState: error.sqlState, label: "commit")
        }
        Failpoint.afterCommit.pass()
        for action in afterCommitActions {
            action()
        }
    }

    /// Undoes everything; if that cannot be heard to succeed, the connection is lost and the server does it.
    func rollback() {
        isOpen = false
        guard hasBegun, !connection.isLost, !connection.isIdle else { return }
        let limit = ContinuousClock.now + .seconds(1)
        do throws(PostgresFailure) {
            _ = try connection.exchange([Query(sql: "rollback")], background: isBackground, until: limit)
        } catch {
            _ = connection.lose(.unreachable)
        }
    }

    /// Sends what is still queued outside a transaction.
    ///
    /// - Throws: as ``query(_:file:line:)``.
    func sendQueued() throws(PostgresFailure) {
        guard let last = queued.popLast() else { return }
        _ = try run(last)
    }

    /// Takes the connection away from a body that has returned.
    func end() {
        isOpen = false
    }
}
