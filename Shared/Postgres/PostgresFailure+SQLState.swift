// SPDX-License-Identifier: Apache-2.0

extension PostgresFailure {
    /// Whether the database is away or overloaded, so that the same work may succeed later (503, or keep the message).
    ///
    /// True also for ``Code/outcomeUnknown``: doing the work again is right where an idempotency or inbox row guards it.
    package var isUnavailable: Bool {
        switch code {
        case .unreachable, .queueFull, .late, .closed, .cancelled, .outcomeUnknown:
            return true
        default:
            break
        }
        guard let sqlState else { return false }
        // Class 53 is insufficient resources: connections, disk, memory. 25006: the server went read-only, or is a
        // standby now.
        let classes = ["08", "53", "57"]
        let states = ["40001", "40P01", "55P03", "25006"]
        return classes.contains(String(sqlState.prefix(2))) || states.contains(sqlState)
    }

    /// Whether the same transaction may succeed when run again at once: serialization failure or deadlock.
    var isWorthRepeating: Bool {
        sqlState == "40001" || sqlState == "40P01"
    }

    /// Whether a prepared statement went stale: its result type changed, or the server does not know it.
    ///
    /// native-clients.md 2.2.15.
    var isStalePlan: Bool {
        sqlState == "0A000" || sqlState == "26000"
    }

    /// The server's primary message, where its class of errors is known to carry no values.
    static func safeSummary(_ message: String?, sqlState: String?) -> String? {
        guard let message, let sqlState else { return nil }
        let withoutValues = ["08", "23", "25", "26", "40", "42", "53", "55", "57"]
        return withoutValues.contains(String(sqlState.prefix(2))) ? String(message.prefix(200)) : nil
    }
}
