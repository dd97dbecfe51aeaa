// SPDX-License-Identifier: Apache-2.0

/// Why Postgres did not do what was asked, without anything that could be personal.
///
/// Its description never holds bind values, the server's DETAIL or the password, so it may be logged anywhere.
package struct PostgresFailure: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; open, so that a later version can tell more of them apart.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String

        /// No connection could be made, or it was lost before anything could have been committed.
        package static let unreachable = Code(description: "unreachable")
        /// The bounded queue of waiting work is full; nothing was sent.
        package static let queueFull = Code(description: "queueFull")
        /// The deadline passed, here or in the server's `statement_timeout`; nothing was committed.
        package static let late = Code(description: "late")
        /// The task was cancelled before its work began; nothing was sent.
        package static let cancelled = Code(description: "cancelled")
        /// The server refused a statement; ``PostgresFailure/sqlState`` says why.
        package static let server = Code(description: "server")
        /// A column is missing, NULL where it must not be, or of another type than asked for.
        package static let decoding = Code(description: "decoding")
        /// The query or the conversation with the server was not one this client can hold.
        package static let protocolViolation = Code(description: "protocolViolation")
        /// The pool, session or transaction is closed and takes no more work.
        package static let closed = Code(description: "closed")
        /// The connection was lost after COMMIT was sent: the effect may or may not be there.
        package static let outcomeUnknown = Code(description: "outcomeUnknown")
        /// The configuration's URL cannot be used.
        package static let configuration = Code(description: "configuration")
    }

    /// The kind of failure.
    package let code: Code

    /// The server's five-character SQLSTATE, when the server said something.
    package let sqlState: String?

    /// The constraint that was violated, when one was.
    package let constraint: String?

    /// A few words of explanation that are safe to log.
    package let summary: String?

    /// The first words of the statement concerned, without its values.
    package internal(set) var label: String?

    /// The file that asked, as `#fileID`.
    package internal(set) var file: String

    /// The line that asked.
    package internal(set) var line: Int

    init(
        _ code: Code, sqlState: String? = nil, constraint: String? = nil, summary: String? = nil,
        label: String? = nil, file: String = "", line: Int = 0
    ) {
        self.code = code
        self.sqlState = sqlState
        self.constraint = constraint
        self.summary = summary
        self.label = label
        self.file = file
        self.line = line
    }

    package var description: String {
        var text = "PostgresFailure(\(code)"
        if let sqlState { text += " \(sqlState)" }
        if let constraint { text += ", constraint \(constraint)" }
        if let summary { text += ", \(summary)" }
        if let label { text += ", in \"\(label)\"" }
        if !file.isEmpty { text += ", at \(file):\(line)" }
        return text + ")"
    }

    /// The same failure, telling who asked.
    func at(_ file: String, _ line: Int) -> PostgresFailure {
        guard self.file.isEmpty else { return self }
        var copy = self
        copy.file = file
        copy.line = line
        return copy
    }
}
