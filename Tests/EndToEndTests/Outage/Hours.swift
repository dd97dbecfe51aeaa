// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Hours that nobody was given before.
final class Hours: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

extension Sequence {
    /// The transformed elements, one after the other.
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self {
            values.append(try await transform(element))
        }
        return values
    }
}
