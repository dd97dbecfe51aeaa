// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The last few thousand ids that were added.
final class RecentIDs: Sendable {
    private struct State {
        var known: Set<String> = []
        /// A ring, the next one to go at `oldest`.
        var order: [String] = []
        var oldest = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 4_096) {
        self.limit = limit
    }

    func add(_ ids: [String]) {
        guard !ids.isEmpty else { return }
        state.withLock { state in
            for id in ids where state.known.insert(id).inserted {
                if state.order.count < limit {
                    state.order.append(id)
                } else {
                    state.known.remove(state.order[state.oldest])
                    state.order[state.oldest] = id
                    state.oldest = (state.oldest + 1) % limit
                }
            }
        }
    }

    func contains(_ id: String) -> Bool {
        state.withLock { $0.known.contains(id) }
    }
}
