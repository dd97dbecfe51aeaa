// SPDX-License-Identifier: Apache-2.0

/// Waiting for something that others do.
enum Eventually {
    struct Missed: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: ``Missed`` when it does not hold in time.
    static func holds(
        _ what: String, within limit: Duration, every pause: Duration = .milliseconds(50),
        _ condition: () async throws -> Bool
    ) async throws {
        let begun = ContinuousClock.now
        while try await !condition() {
            guard begun.duration(to: .now) < limit else { throw Missed(description: "no \(what) within \(limit)") }
            try await Task.sleep(for: pause)
        }
    }
}
