// SPDX-License-Identifier: Apache-2.0

import CPostgres

/// The fields of an error or notice that this client looks at; DETAIL and HINT may hold values and are left alone.
struct ServerMessage {
    let severity: String
    let sqlState: String?
    let primary: String?
    let constraint: String?

    init(of result: OpaquePointer) {
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        // The letters of the protocol's error fields: V severity (never translated), C SQLSTATE, M message, n constraint.
        severity = field("V") ?? ""
        sqlState = field("C")
        primary = field("M")
        constraint = field("n")
    }

    /// Whether the server closes the connection after saying this.
    var endsConnection: Bool { severity == "FATAL" || severity == "PANIC" }

    func failure(label: String?) -> PostgresFailure {
        let summary = PostgresFailure.safeSummary(primary, sqlState: sqlState)
        // 57014: the statement ran into statement_timeout.
        let code: PostgresFailure.Code = endsConnection ? .unreachable : sqlState == "57014" ? .late : .server
        return PostgresFailure(
            code, sqlState: sqlState, constraint: constraint, summary: summary, label: label)
    }
}
