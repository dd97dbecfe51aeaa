// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A value that rises and falls.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    package init() {}

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    package func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    package func set(_ isSo: Bool) {
        set(isSo ? 1 : 0)
    }

    package func add(_ amount: Double) {
        var known = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: known) + amount).bitPattern
            let (exchanged, original) = bits.compareExchange(expected: known, desired: next, ordering: .relaxed)
            if exchanged { return }
            known = original
        }
    }
}
