// SPDX-License-Identifier: Apache-2.0

/// The statements prepared on one connection, at most ``limit`` between two pieces of work.
struct StatementCache {
    /// Past this the connection forgets them all; texts come from the program, so that is rare.
    static let limit = 256

    private var statements: [Statement.Key: Statement] = [:]
    private var nextNumber = 0

    var isFull: Bool { statements.count >= StatementCache.limit }

    subscript(key: Statement.Key) -> Statement? { statements[key] }

    /// A statement that is about to be prepared, under a name never used before on this connection.
    mutating func add(_ key: Statement.Key) -> Statement {
        let statement = Statement(key: key, name: "s\(nextNumber)")
        nextNumber += 1
        statements[key] = statement
        return statement
    }

    /// Takes back what could not be prepared.
    mutating func forget(_ statement: Statement) {
        if statements[statement.key] === statement { statements[statement.key] = nil }
    }

    mutating func forgetAll() {
        statements.removeAll(keepingCapacity: true)
    }
}
