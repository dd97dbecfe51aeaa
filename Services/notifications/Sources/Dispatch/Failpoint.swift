// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// Places where a test has the process killed, as if power had failed right there.
///
/// Nothing happens unless the environment says so when the process starts: `SUITE_FAILPOINT=after-mark` or, for the
/// third time the place is reached, `after-mark:3`.
enum Failpoint: String {
    case beforeClaim = "before-claim"
    case afterClaim = "after-claim"
    /// The durable mark is committed, the provider not called.
    case afterMark = "after-mark"
    /// The provider has answered.
    case afterSubmit = "after-submit"
    /// The result is written but not committed.
    case beforeRecord = "before-record"

    private static let armed = Armed(ProcessInfo.processInfo.environment["SUITE_FAILPOINT"])

    func pass() {
        guard let armed = Self.armed, armed.failpoint == self, armed.isReached() else { return }
        kill(getpid(), SIGKILL)
    }

    private final class Armed: Sendable {
        let failpoint: Failpoint
        private let remaining: Mutex<Int>

        init?(_ text: String?) {
            let parts = (text ?? "").split(separator: ":", maxSplits: 1)
            guard let failpoint = parts.first.flatMap({ Failpoint(rawValue: String($0)) }) else { return nil }
            self.failpoint = failpoint
            remaining = Mutex(parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
        }

        func isReached() -> Bool {
            remaining.withLock { remaining in
                remaining = max(remaining - 1, 0)
                return remaining == 0
            }
        }
    }
}
