// SPDX-License-Identifier: Apache-2.0

/// One row, read by column name.
///
/// The generic reads are inlinable, so that they are specialized where they are used: unspecialized, a row of thirty
/// columns costs more than the rest of a request's handler.
package struct Row: Sendable {
    @usableFromInline let storage: ResultStorage
    let columns: Columns
    let index: Int

    /// The value of a column that is never NULL.
    ///
    /// - Throws: ``PostgresFailure`` with code `decoding` for a column that is missing, NULL or of another type.
    @inlinable
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
    @inlinable
    package func decodeIfPresent<T: PostgresDecodable>(
        _ column: String, as type: T.Type = T.self, file: String = #fileID, line: Int = #line
    ) throws(PostgresFailure) -> T? {
        guard let cell = try cell(column, file, line) else { return nil }
        // Keeps the result alive while its bytes are read.
        let value = withExtendedLifetime(storage) { T.decode(cell.bytes, of: cell.type) }
        guard let value else { throw failure("\(column) of type \(cell.type.rawValue) is no \(T.self)", file, line) }
        return value
    }

    @usableFromInline
    func cell(
        _ column: String, _ file: String, _ line: Int
    ) throws(PostgresFailure) -> (bytes: UnsafeRawBufferPointer, type: PostgresType)? {
        guard let position = columns.position(of: column), let row = Int32(exactly: index) else {
            throw failure("no column \(column)", file, line)
        }
        guard let bytes = storage.cell(row: row, column: position) else { return nil }
        return (bytes, storage.type(of: position))
    }

    @usableFromInline
    func failure(_ summary: String, _ file: String, _ line: Int) -> PostgresFailure {
        PostgresFailure(.decoding, summary: summary, file: file, line: line)
    }
}
