// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What a test waits for: values recorded by any thread, awaited with a deadline.
final class Signals<Value: Sendable>: Sendable {
    private struct Waiter {
        let count: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var values: [Value] = []
        var waiters: [UInt64: Waiter] = [:]
        var nextWaiter: UInt64 = 0
    }

    struct TooLate: Error, CustomStringConvertible {
        let expected: Int
        let seen: Int
        var description: String { "only \(seen) of \(expected) in time" }
    }

    private let state = Mutex(State())

    var all: [Value] { state.withLock { $0.values } }

    func record(_ value: Value) {
        let done = state.withLock { state in
            state.values.append(value)
            let done = state.waiters.filter { $0.value.count <= state.values.count }
            for id in done.keys { state.waiters[id] = nil }
            return done.values.map(\.continuation)
        }
        for continuation in done { continuation.resume(returning: true) }
    }

    /// Waits until so many were recorded since the beginning.
    ///
    /// - Throws: ``TooLate`` when the time is up.
    @discardableResult
    func wait(for count: Int, within limit: Duration = .seconds(20)) async throws -> [Value] {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let inTime = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.reached(count, as: id) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let first = await group.next() ?? false
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: false)
            group.cancelAll()
            return first
        }
        let values = all
        guard inTime else { throw TooLate(expected: count, seen: values.count) }
        return values
    }

    private func reached(_ count: Int, as id: UInt64) async -> Bool {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.values.count >= count { return true }
                state.waiters[id] = Waiter(count: count, continuation: continuation)
                return false
            }
            if isReached { continuation.resume(returning: true) }
        }
    }
}
