// SPDX-License-Identifier: Apache-2.0

/// A statement with its values apart: every interpolated value becomes a bind `$n`, never part of the text.
///
/// The text comes from literals alone; a runtime string cannot be made into one.
///
///     let query: Query = """
///         select title, start_at from appointments
///         where application_id = \(application) and id = any(\(ids))
///         """
///
/// The server is told the bind's type: `String` is text, so write `\(id)::uuid` where a column is a uuid. One query
/// holds one statement.
package struct Query: Sendable, ExpressibleByStringInterpolation {
    /// The statement with its `$n`.
    package let sql: String

    /// The values of `$1`, `$2`, …
    package let binds: [Bind]

    /// The statement's first words, for logs and failures; no values in it.
    package var label: String {
        Query.label(of: sql)
    }

    static func label(of sql: String) -> String {
        // Twelve words are plenty; the text may be long.
        let words = sql.prefix(200).split(maxSplits: 12, whereSeparator: \.isWhitespace).prefix(12)
        return String(words.joined(separator: " ").prefix(60))
    }

    /// For statements this module writes itself.
    init(sql: String, binds: [Bind] = []) {
        self.sql = sql
        self.binds = binds
    }

    package init(stringLiteral value: StaticString) {
        self.init(sql: value.description)
    }

    package init(stringInterpolation: Interpolation) {
        self.init(sql: stringInterpolation.sql, binds: stringInterpolation.binds)
    }
}
