// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

/// A subscriber as an operator makes it, for one test.
struct OutsidePlatform: Sendable {
    let name: String
    let url: String
    let queue: String

    /// Runs `body` with a subscriber that is removed afterwards.
    static func with<Value>(
        keys: String, limits: String = "", _ body: (OutsidePlatform) async throws -> Value
    ) async throws -> Value {
        let platform = try await OutsidePlatform(keys: keys, limits: limits)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(platform))
        } catch {
            result = .failure(error)
        }
        try await RunningSuite.local("subscriber remove \(platform.name)")
        return try result.get()
    }

    private init(keys: String, limits: String) async throws {
        name = "test-\(Tenant.random())"
        let printed = try await RunningSuite.local("subscriber add \(name) --keys '\(keys)' \(limits)")
        func value(_ name: String) throws -> String {
            let line = printed.split(separator: "\n").first { $0.hasPrefix("\(name)=") }
            return String(try #require(line, "no \(name) in \(printed)").dropFirst(name.count + 1))
        }
        url = try value("SUBSCRIBER_AMQP_URL")
        queue = try value("SUBSCRIBER_QUEUE")
    }

    /// How many messages wait in its queue, as `subscriber list` shows it.
    func waiting() async throws -> Int {
        let line = try await RunningSuite.local("subscriber list").split(separator: "\n").first {
            $0.hasPrefix("\(name) ")
        }
        let columns = try #require(line, "\(name) is not listed").split(separator: " ")
        return try #require(columns.count > 2 ? Int(columns[2]) : nil)
    }

    /// A program in Python that has this subscriber's settings.
    func start(_ arguments: [String], output: String) throws -> pid_t {
        try Command.start(
            ["/usr/bin/env", "SUBSCRIBER_AMQP_URL=\(url)", "SUBSCRIBER_QUEUE=\(queue)", "/usr/bin/python3"] + arguments,
            output: output, withErrors: true)
    }
}
