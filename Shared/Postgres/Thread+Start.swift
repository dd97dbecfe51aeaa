// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Thread {
    /// Runs `body` on a thread of its own, where it may block (native-clients.md 2.3).
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        thread.start()
    }
}
