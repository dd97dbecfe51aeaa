// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Set when the asking task is cancelled; looked at once, before its work begins.
final class CancelMark: Sendable {
    private let mark = Atomic(false)

    var isSet: Bool { mark.load(ordering: .relaxed) }

    func set() {
        mark.store(true, ordering: .relaxed)
    }
}
