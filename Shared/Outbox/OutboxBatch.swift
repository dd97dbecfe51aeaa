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
/// Events of one subject must first appear in their order. A confirm may fail for one row and come for the next, so a
/// batch holds at most one row of a subject; the next one follows in a later batch, after the confirm.
enum OutboxBatch {
    static func first(of rows: [OutboxRow]) -> [OutboxRow] {
        var subjects: Set<String> = []
        return rows.filter { subjects.insert($0.subject).inserted }
    }
}
