// SPDX-License-Identifier: Apache-2.0

/// What a connection owes for one sent segment, in the order in which libpq will hand it out.
struct Segment {
    /// One result of libpq's.
    enum Step {
        /// The answer to preparing a statement.
        case preparation(of: Statement)

        /// The rows of a statement.
        case answer(to: Statement, isWanted: Bool)

        var statement: Statement {
            switch self {
            case .preparation(let statement), .answer(let statement, _): statement
            }
        }
    }

    var steps: [Step] = []
}

extension Query {
    /// Refuses what libpq could not carry.
    ///
    /// - Throws: ``PostgresFailure`` with code `protocolViolation`.
    func checkSendable() throws(PostgresFailure) {
        // The protocol counts parameters in 16 bits; each length in 31.
        guard binds.count <= 65_535, binds.allSatisfy({ ($0.bytes?.count ?? 0) < 1 << 30 }) else {
            throw PostgresFailure(.protocolViolation, summary: "too many or too large binds", label: label)
        }
        // The text goes as a C string.
        guard !sql.utf8.contains(0) else {
            throw PostgresFailure(.protocolViolation, summary: "NUL in the statement", label: label)
        }
    }
}
