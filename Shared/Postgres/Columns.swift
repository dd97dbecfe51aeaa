// SPDX-License-Identifier: Apache-2.0

import CPostgres

/// The columns of a statement's result, read once per prepared statement.
final class Columns: Sendable {
    private let positions: [String: Int]

    init(of result: OpaquePointer) {
        var positions: [String: Int] = [:]
        for position in 0..<PQnfields(result) {
            let name = PQfname(result, position).map { String(cString: $0) } ?? ""
            // Of two columns with one name the first is meant.
            if positions[name] == nil { positions[name] = Int(position) }
        }
        self.positions = positions
    }

    func position(of name: String) -> Int32? {
        positions[name].map { Int32(truncatingIfNeeded: $0) }
    }
}
