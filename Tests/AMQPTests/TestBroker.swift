// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Testing

@testable import AMQP

/// The real broker of the conformance tests, named by the environment.
enum TestBroker {
    static let url = ProcessInfo.processInfo.environment["SUITE_TEST_AMQP"]
    /// A command line that restarts the broker.
    static let restartCommand = ProcessInfo.processInfo.environment["SUITE_TEST_AMQP_RESTART"]
    /// A command line for `rabbitmqctl` of the broker's node.
    static let controlCommand = ProcessInfo.processInfo.environment["SUITE_TEST_RABBITMQCTL"]

    static var address: AMQPAddress {
        get throws { try AMQPAddress(url: try #require(url)) }
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func name(_ prefix: String) -> String {
        "test.\(prefix).\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    static func publisher(limits: AMQPPublisherLimits = AMQPPublisherLimits()) throws -> AMQPPublisher {
        AMQPPublisher(address: try address, name: name("publisher"), limits: limits, logger: logger)
    }

    static func consumer(_ subscriptions: AMQPSubscription...) throws -> AMQPConsumer {
        AMQPConsumer(address: try address, name: name("consumer"), subscriptions: subscriptions, logger: logger)
    }

    /// Runs services while the body runs; cancels them at its end and waits for them.
    static func running(_ services: any Service..., body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services {
                group.addTask { try await service.run() }
            }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            group.cancelAll()
            try await group.waitForAll()
            try result.get()
        }
    }

    /// Runs a command line of the environment and waits for its end, on a thread of its own.
    ///
    /// Not with Foundation's `Process`, which on Linux takes a command as running for as long as anything it started
    /// holds on to its descriptors, such as a broker.
    static func shell(_ command: String, _ arguments: String = "") async throws {
        let statuses = Signals<Int32>()
        await ConnectionThread<PublisherRole>.run(named: "shell") {
            let line = "\(command) \(arguments) </dev/null >/dev/null 2>&1"
            var words: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sh"), strdup("-c"), strdup(line), nil]
            defer { for word in words { free(word) } }
            var child: pid_t = 0
            var status: Int32 = -1
            if posix_spawn(&child, "/bin/sh", nil, nil, &words, environ) == 0 {
                waitpid(child, &status, 0)
            }
            statuses.record(status)
        }
        try #require(statuses.all == [0], "\(command) \(arguments)")
    }
}
