// SPDX-License-Identifier: Apache-2.0
import Contract
import Messaging
import NotificationsContract
import Synchronization

/// Stands in for notifications: keeps which codes it was asked to withhold.
final class CodeOwner: Sendable {
    private struct State {
        var asked: [WithholdCodes] = []
        var isAway = false
        var meanwhile: (@Sendable () async throws -> Void)?
    }

    private let state = Mutex(State())

    /// What was asked for so far, in order.
    var questions: [WithholdCodes] {
        state.withLock { $0.asked }
    }

    func setAway(_ isAway: Bool) {
        state.withLock { $0.isAway = isAway }
    }

    /// Done once, before the next answer.
    func meanwhile(_ body: @escaping @Sendable () async throws -> Void) {
        state.withLock { $0.meanwhile = body }
    }

    func withhold(_ codes: WithholdCodes) async throws {
        let body = try state.withLock { state in
            guard !state.isAway else { throw RequestFailure(kind: .unavailable) }
            state.asked.append(codes)
            let body = state.meanwhile
            state.meanwhile = nil
            return body
        }
        try await body?()
    }
}
