// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Whether this process may be sent requests; shared by the responder and the services that decide it.
final class EdgeState: Sendable {
    private let draining = Atomic(false)
    private let canAnswer: @Sendable () -> Bool

    /// - Parameter canAnswer: whether a request could be judged, sent and answered right now.
    init(canAnswer: @escaping @Sendable () -> Bool) {
        self.canAnswer = canAnswer
    }

    var isReady: Bool {
        !isDraining && canAnswer()
    }

    /// Shutdown has begun: no longer ready, and connections end with their next answer.
    var isDraining: Bool {
        draining.load(ordering: .relaxed)
    }

    func drain() {
        draining.store(true, ordering: .relaxed)
    }
}
