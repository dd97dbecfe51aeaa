// SPDX-License-Identifier: Apache-2.0

/// Whose rows a piece of work may see; row-level security enforces it.
package enum Scope: Sendable, Equatable {
    /// The rows of these applications; none at all for an empty list.
    case applications([String])

    /// Every row, as the login's `<login>_background` role: relays, reactions, sweeps.
    case background

    /// The statement that opens every read and transaction: scope, time left and role, for this transaction only.
    ///
    /// A lock is waited for no longer than 500 ms: a twin or a neighbour that takes longer is answered with "ask again".
    ///
    /// One `select` for all of them; the role last, since the background role may not change what came before. A
    /// transaction that writes leaves `transaction_read_only` as the server has it: nothing lasts beyond a transaction,
    /// and on a standby, or a server that went read-only, asking for `off` fails with what looks like a fault of ours
    /// (25001, 0A000), while the write itself fails with 25006.
    func opening(user: String, milliseconds: Int, readOnly: Bool) -> Query {
        let readOnly = readOnly ? ", set_config('transaction_read_only', 'on', true)" : ""
        let role = isBackground ? ", set_config('role', $3, true)" : ""
        return Query(
            sql: """
                select set_config('app.applications', $1, true), set_config('statement_timeout', $2, true), \
                set_config('lock_timeout', '500', true)\(readOnly)\(role)
                """,
            binds: [.text(setting), .text(String(max(1, milliseconds)))]
                + (isBackground ? [.text("\(user)_background")] : []))
    }

    var isBackground: Bool {
        switch self {
        case .applications: false
        case .background: true
        }
    }

    /// The policies split this at commas, so an identifier with a comma must not get in: it would name two others.
    ///
    /// Such an identifier can name no application (api.md, identifiers), so leaving it out shows nothing too much.
    private var setting: String {
        switch self {
        case .applications(let identifiers):
            identifiers.filter { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: ",")) }.joined(separator: ",")
        case .background:
            ""
        }
    }
}
