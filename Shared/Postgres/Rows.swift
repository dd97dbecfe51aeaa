// SPDX-License-Identifier: Apache-2.0

/// The rows one statement answered with, in the server's order; freed with the last of them.
package struct Rows: Sendable, RandomAccessCollection {
    let storage: ResultStorage
    let columns: Columns

    /// How many rows the statement inserted, updated, deleted or selected.
    package var affected: Int { storage.affected }

    package var startIndex: Int { 0 }

    package var endIndex: Int { storage.count }

    package subscript(position: Int) -> Row {
        Row(storage: storage, columns: columns, index: position)
    }
}
