// SPDX-License-Identifier: Apache-2.0

/// The bounds of a publisher: what may wait, and for how long.
package struct AMQPPublisherLimits: Sendable, Equatable {
    /// Messages waiting or unconfirmed; more are refused as full.
    package var messages = 8_192
    /// Bytes of bodies waiting or unconfirmed; more are refused as full.
    package var bytes = 64 * 1_048_576
    /// How long a message may wait for the socket, and a sent one for its confirm.
    package var confirmTimeout: Duration = .seconds(5)
    /// The heartbeat asked of the broker; whole seconds. A thread stuck for twice as long loses its socket.
    package var heartbeat: Duration = .seconds(10)
    /// How long connecting, logging in and opening the channel may take, each.
    package var connectTimeout: Duration = .seconds(5)
    /// How long a graceful shutdown waits for outstanding confirms.
    package var shutdownTimeout: Duration = .seconds(5)
    /// The largest frame asked of the broker, in bytes; the broker may ask for smaller ones.
    package var frameBytes = 131_072

    package init() {}
}
