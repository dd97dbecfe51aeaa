// SPDX-License-Identifier: Apache-2.0

/// One row, read by column name.
package struct Row: Sendable {
    let storage: ResultStorage
    let columns: Columns
    let index: Int

    /// The value of a column that is never NULL.
    ///
    /// - Throws: ``PostgresFailure`` with code `decoding` for a column that is missing, NULL or of another type.
    package func decode<T: PostgresDecodable>(
        _ column: String, as type: T.Type = T.self, file: String = #fileID, line: Int = #line
    ) throws(PostgresFailure) -> T {
        guard let value = try decodeIfPresent(column, as: type, file: file, line: line) else {
            throw failure("\(column) is null", file, line)
        }
        return value
    }

    /// The value of a column, `nil` for NULL.
    ///
    /// - Throws: ``PostgresFailure`` with code `decoding` for a column that is missing or of another type.
    package func decodeIfPresent<T: PostgresDecodable>(
        _ column: String, as type: T.Type = T.self, file: String = #fileID, line: Int = #line
    ) throws(PostgresFailure) -> T? {
        guard let position = columns.position(of: column), let row = Int32(exactly: index) else {
            throw failure("no column \(column)", file, line)
        }
        let oid = storage.type(of: position)
        let decoded: Result<T?, Mismatch> = storage.withCell(row: row, column: position) { bytes in
            guard let bytes else { return .success(nil) }
            guard let value = T.decode(bytes, of: oid) else { return .failure(Mismatch()) }
            return .success(value)
        }
        switch decoded {
        case .success(let value): return value
        case .failure: throw failure("\(column) of type \(oid.rawValue) is no \(T.self)", file, line)
        }
    }

    private struct Mismatch: Error {}

    private func failure(_ summary: String, _ file: String, _ line: Int) -> PostgresFailure {
        PostgresFailure(.decoding, summary: summary, file: file, line: line)
    }
}
