// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Whether this process may be sent requests; shared by the responder and the services that decide it.
final class EdgeState: Sendable {
    private let draining = Atomic(false)
    private let brokerIsReady: @Sendable () -> Bool

    /// - Parameter brokerIsReady: whether a request could be sent and answered right now.
    init(brokerIsReady: @escaping @Sendable () -> Bool) {
        self.brokerIsReady = brokerIsReady
    }

    var isReady: Bool {
        !isDraining && brokerIsReady()
    }

    /// Shutdown has begun: no longer ready, and connections end with their next answer.
    var isDraining: Bool {
        draining.load(ordering: .relaxed)
    }

    func drain() {
        draining.store(true, ordering: .relaxed)
    }
}
