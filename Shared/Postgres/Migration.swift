// SPDX-License-Identifier: Apache-2.0

/// One forward-only change of a schema.
package struct Migration: Sendable {
    /// Number and subject, such as `0001_appointments`; migrations are applied in the order of their names.
    package let name: String

    /// The file's text; it runs in one transaction and must not end it.
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}

/// Why a schema was not migrated.
package enum MigrationFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Schema and owner must be lower-case identifiers.
    case badIdentifier(String)
    /// Names must rise, each once.
    case outOfOrder(String)
    /// The migration was applied with another text.
    case edited(String)
    /// The migration was applied and is not among those given, or one given comes before those applied.
    case missing(String)
    /// The migration's text ended its transaction.
    case transactionEnded(String)

    package var description: String {
        switch self {
        case .badIdentifier(let name): "\"\(name)\" is no lower-case identifier"
        case .outOfOrder(let name): "migration \(name) is out of order or given twice"
        case .edited(let name): "migration \(name) was changed after it had been applied"
        case .missing(let name): "migration \(name): the applied history is not the beginning of the given one"
        case .transactionEnded(let name): "migration \(name) must not commit or roll back"
        }
    }
}
