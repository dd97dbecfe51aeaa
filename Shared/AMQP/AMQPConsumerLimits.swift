// SPDX-License-Identifier: Apache-2.0

/// The bounds of a consumer.
package struct AMQPConsumerLimits: Sendable, Equatable {
    /// The largest body taken from the broker, in bytes; a larger one costs the broker the connection.
    package var bodyBytes = 16 * 1_048_576
    /// The heartbeat asked of the broker; whole seconds. A thread stuck for twice as long loses its socket.
    package var heartbeat: Duration = .seconds(10)
    /// How long connecting, logging in and each step of setting a channel up may take.
    package var connectTimeout: Duration = .seconds(5)
    /// How long a graceful shutdown waits for handlers in flight.
    package var shutdownTimeout: Duration = .seconds(15)
    /// The largest frame asked of the broker, in bytes; the broker may ask for smaller ones.
    package var frameBytes = 131_072

    package init() {}
}
