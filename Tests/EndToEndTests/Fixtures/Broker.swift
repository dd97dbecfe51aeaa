// SPDX-License-Identifier: Apache-2.0
import AMQP
import Logging
import ServiceLifecycle
import Testing

/// The suite's broker, as whoever has a login there.
enum Broker {
    /// The URL of a service's own user.
    static func url(of service: String) throws -> String {
        try RunningSuite.setting("AMQP_URL", of: service)
    }

    /// The administrator's URL.
    static var administrator: String {
        get throws { try RunningSuite.value("AMQP_URL") }
    }

    /// The URL of a user that is no service, by the instance's own record of its password.
    static func url(ofUser user: String) throws -> String {
        let tail = try #require(try administrator.split(separator: "@", maxSplits: 1).last)
        return "amqp://\(user):\(try RunningSuite.secret("broker-\(user)"))@\(tail)"
    }

    /// Publishes one message as the user of the URL and returns what became of it.
    static func publish(
        _ message: AMQPMessage, to exchange: String, key: String, as url: String
    ) async throws -> PublishOutcome {
        let publisher = AMQPPublisher(
            address: try AMQPAddress(url: url), name: "end-to-end tests", logger: RunningSuite.logger)
        return try await running(publisher) {
            try #require(await publisher.becomesAvailable(within: .seconds(20)))
            return await publisher.publish(message, to: exchange, routingKey: key, mandatory: true)
        }
    }

    /// Runs a client while the body runs.
    static func running<Value: Sendable>(
        _ client: any Service, _ body: () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            group.cancelAll()
            try await group.waitForAll()
            return try result.get()
        }
    }
}
