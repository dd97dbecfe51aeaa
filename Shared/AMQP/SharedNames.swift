// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The names of a consumer's queues, written by its connection's thread, read by anyone.
final class SharedNames: Sendable {
    private let names = Mutex<[String]>([])

    var current: [String] {
        names.withLock { $0 }
    }

    func set(_ new: [String]) {
        names.withLock { $0 = new }
    }
}
