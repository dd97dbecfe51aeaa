// SPDX-License-Identifier: Apache-2.0

/// Why a message was not accepted by the broker, and whether it may have arrived all the same.
package enum AMQPUnavailability: Sendable, Equatable {
    /// Certainly not sent: there is no connection.
    case disconnected
    /// Certainly not sent: the broker takes no messages (memory or disk alarm).
    case blocked
    /// Certainly not sent: too many messages or bytes are waiting or unconfirmed.
    case full
    /// Sent, but not confirmed before the timeout or the loss of the connection; it may have been taken.
    case unknown
}
