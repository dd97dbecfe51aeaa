// SPDX-License-Identifier: Apache-2.0

import CPostgres

/// Owns one `PGresult` and frees it with its last reader.
///
/// `@unchecked Sendable`: nothing changes a result after libpq handed it over, and libpq allows reads of one from any
/// thread until `PQclear` (native-clients.md 2.2.1), which only `deinit` calls.
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

    /// The bytes of a cell, valid inside `body` only; `nil` for NULL.
    func withCell<T>(row: Int32, column: Int32, _ body: (UnsafeRawBufferPointer?) -> T) -> T {
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else {
            return body(nil)
        }
        let length = Int(PQgetlength(handle, row, column))
        // Keeps the result alive while its bytes are read.
        return withExtendedLifetime(self) { body(UnsafeRawBufferPointer(start: start, count: length)) }
    }
}
