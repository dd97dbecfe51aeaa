// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ
import Foundation

@testable import AMQP

/// What an operator does to the broker behind the client's back. Each act has a connection and a thread of its own.
enum BrokerOperator {
    /// Declares a queue, hands its name to the body and deletes it afterwards.
    static func withQueue(
        _ arguments: [String: AMQPValue] = [:], durable: Bool = false, body: (String) async throws -> Void
    ) async throws {
        let name = TestBroker.name("queue")
        try await declare(name, arguments, durable: durable)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(name))
        } catch {
            result = .failure(error)
        }
        try await delete(name)
        try result.get()
    }

    /// Declares a direct exchange, hands its name to the body and deletes it afterwards.
    static func withExchange(body: (String) async throws -> Void) async throws {
        let name = TestBroker.name("exchange")
        try await perform { connection in
            amqp_exchange_declare(
                connection.state, 1, try connection.arena.bytes(name), try connection.arena.bytes("direct"), 0, 0, 0, 0,
                amqp_empty_table) != nil
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(name))
        } catch {
            result = .failure(error)
        }
        try await perform { connection in
            amqp_exchange_delete(connection.state, 1, try connection.arena.bytes(name), 0) != nil
        }
        try result.get()
    }

    static func declare(_ name: String, _ arguments: [String: AMQPValue] = [:], durable: Bool = false) async throws {
        try await perform { connection in
            amqp_queue_declare(
                connection.state, 1, try connection.arena.bytes(name), 0, durable ? 1 : 0, 0, 0,
                try connection.arena.table(arguments)) != nil
        }
    }

    static func delete(_ name: String) async throws {
        try await perform { connection in
            amqp_queue_delete(connection.state, 1, try connection.arena.bytes(name), 0, 0) != nil
        }
    }

    struct Refused: Error {}

    private static func perform(
        _ act: @escaping @Sendable (Connection) throws -> Bool
    ) async throws {
        let address = try TestBroker.address
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    with: Result {
                        let connection = try Connection(
                            to: address, name: "operator", heartbeat: .zero, timeout: .seconds(10), frameBytes: 131_072)
                        guard amqp_channel_open(connection.state, 1) != nil, try act(connection) else {
                            throw Refused()
                        }
                    })
            }
            thread.start()
        }
    }
}
