// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Counts what happened; never falls while the process lives.
///
/// Fetched once from a ``MetricRegistry`` and kept: counting is one atomic addition.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package var value: Int { count.load(ordering: .relaxed) }

    package func increment(by amount: Int = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }
}
