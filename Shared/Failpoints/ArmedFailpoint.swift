// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// The failpoint that the environment names, and how often it is still to be passed.
final class ArmedFailpoint: Sendable {
    /// nil in every process but those a test has started to die.
    static let ofThisProcess = ArmedFailpoint(ProcessInfo.processInfo.environment["SUITE_FAILPOINT"])

    let failpoint: Failpoint
    private let remaining: Mutex<Int>

    /// - Parameter text: `name` or `name:count`; anything else arms nothing.
    init?(_ text: String?) {
        let parts = (text ?? "").split(separator: ":", maxSplits: 1)
        guard let failpoint = parts.first.flatMap({ Failpoint(rawValue: String($0)) }) else { return nil }
        self.failpoint = failpoint
        remaining = Mutex(parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
    }

    func reach() {
        let isLast = remaining.withLock { remaining in
            remaining = max(remaining - 1, 0)
            return remaining == 0
        }
        if isLast {
            kill(getpid(), SIGKILL)
        }
    }
}
