// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Glibc
import Synchronization

/// The load generator's own file: a line for each write that was begun and for each answer, on disk before the next
/// step is taken.
final class Ledger: Sendable {
    struct Unwritable: Error {}

    private let descriptor: Int32
    /// Writing waits for the disk, which the cooperative threads are too few for.
    private let queue = DispatchQueue(label: "ledger")
    private let all = Mutex<[LedgerLine]>([])

    /// - Parameter file: made anew.
    init(_ file: URL) throws {
        descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        guard descriptor >= 0 else { throw Unwritable() }
    }

    deinit {
        close(descriptor)
    }

    var lines: [LedgerLine] { all.withLock { $0 } }

    /// Adds a line; an answer's is on disk when this returns.
    func note(_ line: LedgerLine) async throws {
        var bytes = Array(try JSONEncoder().encode(line))
        bytes.append(UInt8(ascii: "\n"))
        let isAnswer = line.kind != .begun
        let isWritten = await withCheckedContinuation { continuation in
            queue.async { [bytes, descriptor] in
                let count = write(descriptor, bytes, bytes.count)
                continuation.resume(returning: count == bytes.count && (!isAnswer || fdatasync(descriptor) == 0))
            }
        }
        guard isWritten else { throw Unwritable() }
        all.withLock { $0.append(line) }
    }
}
