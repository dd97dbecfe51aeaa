// SPDX-License-Identifier: Apache-2.0
import Failpoints
import Synchronization
import Time

/// What was done to the instance in one cycle, and what was measured meanwhile.
final class CycleRecord: Sendable {
    struct State: Sendable {
        var kills: [SuiteService: Int] = [:]
        var failpoints: [Failpoint: Int] = [:]
        var faults: [String: Int] = [:]
        /// In milliseconds, by what was waited for.
        var recoveries: [String: [Int]] = [:]
        var duplicates = 0
        /// When each fault was over, in order.
        var ends: [Instant] = []
    }

    private let state = Mutex(State())

    var current: State { state.withLock { $0 } }

    func note(_ fault: Fault, at end: Instant) {
        state.withLock { state in
            state.faults[fault.name, default: 0] += 1
            state.ends.append(end)
        }
    }

    /// - Parameter failpoint: where it killed itself; nil for a kill from outside.
    func noteKill(of service: SuiteService, at failpoint: Failpoint?) {
        state.withLock { state in
            state.kills[service, default: 0] += 1
            if let failpoint { state.failpoints[failpoint, default: 0] += 1 }
        }
    }

    func noteRecovery(of what: String, _ duration: Duration) {
        let milliseconds = Int(duration / .milliseconds(1))
        state.withLock { $0.recoveries[what, default: []].append(milliseconds) }
    }

    func noteDuplicates(_ count: Int) {
        state.withLock { $0.duplicates += count }
    }
}
