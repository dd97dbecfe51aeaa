// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What a connection's thread says about its availability, and who waits for it to be ready.
final class Readiness: Sendable {
    private struct State {
        var availability = AMQPAvailability.disconnected
        var waiting: [UInt64: CheckedContinuation<Bool, Never>] = [:]
        var nextWaiter: UInt64 = 0
    }

    private let state = Mutex(State())

    var availability: AMQPAvailability {
        state.withLock { $0.availability }
    }

    func set(_ availability: AMQPAvailability) {
        let woken = state.withLock { state in
            state.availability = availability
            guard availability == .ready else { return [CheckedContinuation<Bool, Never>]() }
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in woken {
            continuation.resume(returning: true)
        }
    }

    /// Waits until it is ready.
    ///
    /// - Returns: whether it became ready in time; false also if the task is cancelled.
    func becomesReady(within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.becomesReady() }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let isReady = await group.next() ?? false
            group.cancelAll()
            return isReady
        }
    }

    private func becomesReady() async -> Bool {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Bool? = state.withLock { state in
                    if state.availability == .ready { return true }
                    // Checked under the lock that the cancellation handler takes: one of the two sees the other.
                    if Task.isCancelled { return false }
                    state.waiting[id] = continuation
                    return nil
                }
                if let known {
                    continuation.resume(returning: known)
                }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: false)
        }
    }
}
