// SPDX-License-Identifier: Apache-2.0
import Testing

/// Asks again and again until there is an answer: for what arrives by an event's travel.
enum Eventually {
    struct TooLate: Error, CustomStringConvertible {
        let description: String
    }

    /// The first value that `find` returns.
    ///
    /// - Throws: ``TooLate`` when there is none within the limit; what `find` throws, at once.
    static func find<Value>(
        _ what: String, within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(25),
        _ find: () async throws -> Value?
    ) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        while true {
            if let value = try await find() {
                return value
            }
            guard ContinuousClock.now < deadline else { throw TooLate(description: "no \(what) within \(limit)") }
            try await Task.sleep(for: pause)
        }
    }

    /// Waits until `isSo` says yes.
    static func holds(
        _ what: String, within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(25),
        _ isSo: () async throws -> Bool
    ) async throws {
        _ = try await find(what, within: limit, every: pause) { try await isSo() ? true : nil }
    }
}
