// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts what happens on other threads.
final class Tally: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .sequentiallyConsistent) }

    /// Counts one more.
    ///
    /// - Returns: the count with it.
    @discardableResult
    func add() -> Int {
        number.add(1, ordering: .sequentiallyConsistent).newValue
    }
}
