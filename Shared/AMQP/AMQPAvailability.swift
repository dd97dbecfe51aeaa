// SPDX-License-Identifier: Apache-2.0

/// Whether a connection can do its work at this moment.
package enum AMQPAvailability: Sendable, Equatable {
    /// Connected, with everything opened, declared and confirmed by the broker.
    case ready
    /// Connected, but the broker takes no messages; the text is its reason, for example `low on memory`.
    case blocked(String)
    /// Not connected, or not yet set up; the next attempt comes by itself.
    case disconnected
}
