// SPDX-License-Identifier: Apache-2.0

/// A statement prepared on one connection.
///
/// Confined, like the connection, to the thread that opened it.
final class Statement {
    /// What makes two queries the same statement. The role counts too: a plan made under row-level security is good
    /// for one role, and taking turns would plan anew each time.
    struct Key: Hashable {
        let sql: String
        let types: [PostgresType]
        let isBackground: Bool
    }

    let key: Key
    let name: String

    /// Read from the first result and used for all later ones.
    private var columns: Columns?

    init(key: Key, name: String) {
        self.key = key
        self.name = name
    }

    /// The rows of a result of this statement.
    func rows(_ storage: ResultStorage) -> Rows {
        if let columns { return Rows(storage: storage, columns: columns) }
        let columns = Columns(of: storage.handle)
        self.columns = columns
        return Rows(storage: storage, columns: columns)
    }
}
