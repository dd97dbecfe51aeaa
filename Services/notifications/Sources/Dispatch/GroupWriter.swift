// SPDX-License-Identifier: Apache-2.0

/// Writes, or reads, together what several lanes hand in while the one before is under way: one transaction instead of
/// many.
///
/// Nobody waits for a group to fill. What is handed in is written although the caller is cancelled meanwhile.
actor GroupWriter<Item: Sendable, Reply: Sendable> {
    private struct Waiting {
        let item: Item
        let continuation: CheckedContinuation<Reply, any Error>
    }

    private let write: @Sendable ([Item]) async throws -> [Reply]
    private var waiting: [Waiting] = []
    private var isWriting = false

    /// - Parameter write: answers each item, in order.
    init(_ write: @escaping @Sendable ([Item]) async throws -> [Reply]) {
        self.write = write
    }

    func callAsFunction(_ item: Item) async throws -> Reply {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(item: item, continuation: continuation))
            guard !isWriting else { return }
            isWriting = true
            // Not the caller's child: one that is cancelled must not take the others with it.
            Task { await writeAll() }
        }
    }

    private func writeAll() async {
        while !waiting.isEmpty {
            let group = waiting
            waiting = []
            do {
                let replies = try await write(group.map(\.item))
                for (number, entry) in group.enumerated() {
                    entry.continuation.resume(
                        with: replies.indices.contains(number)
                            ? .success(replies[number]) : .failure(GroupWriterFailure.noReply))
                }
            } catch {
                for entry in group {
                    entry.continuation.resume(throwing: error)
                }
            }
        }
        isWriting = false
    }
}

enum GroupWriterFailure: Error {
    case noReply
}
