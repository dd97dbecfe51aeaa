// SPDX-License-Identifier: Apache-2.0

import CPostgres

/// Owns one `PGresult` and frees it with its last reader.
///
/// `@unchecked Sendable`: nothing changes a result after libpq handed it over, and libpq allows reads of one from any
/// thread until `PQclear` (native-clients.md 2.2.1), which only `deinit` calls.
@usableFromInline
final class ResultStorage: @unchecked Sendable {
    let handle: OpaquePointer

    init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    var count: Int { Int(PQntuples(handle)) }

    /// Rows inserted, updated, deleted or selected, as the command tag says.
    var affected: Int {
        Int(String(cString: PQcmdTuples(handle))) ?? 0
    }

    /// The command tag's text, such as `COMMIT`.
    var commandTag: String {
        String(cString: PQcmdStatus(handle))
    }

    func type(of column: Int32) -> PostgresType {
        PostgresType(rawValue: PQftype(handle, column))
    }

    /// The bytes of a cell, valid as long as this is kept alive; `nil` for NULL.
    func cell(row: Int32, column: Int32) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return nil }
        return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
    }
}
