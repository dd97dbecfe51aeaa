// SPDX-License-Identifier: Apache-2.0

/// One committed event that waits to be published.
struct OutboxRow: Sendable, Equatable {
    let id: Int
    let messageID: String
    let subject: String
    let routingKey: String
    let body: [UInt8]
}

/// Which rows may be on their way to the broker at the same time.
///
/// Events of one subject must first appear in their order. A confirm may fail for one row and come for the next, so of
/// a subject's rows each follows the confirm of the one before; subjects go side by side.
enum OutboxBatch {
    static func bySubject(_ rows: [OutboxRow]) -> [[OutboxRow]] {
        var places: [String: Int] = [:]
        return rows.reduce(into: []) { lines, row in
            if let place = places[row.subject] {
                lines[place].append(row)
            } else {
                places[row.subject] = lines.count
                lines.append([row])
            }
        }
    }
}
