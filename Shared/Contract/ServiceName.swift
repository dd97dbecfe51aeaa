// SPDX-License-Identifier: Apache-2.0

/// A service of the suite; the raw value is its broker user, its queue prefix and its Postgres schema.
package enum ServiceName: String, Sendable, CaseIterable, Codable {
    case gateway
    case scheduling
    case participants
    case calendar
    case notifications

    /// The broker user under which the service writes; RabbitMQ checks it against the `user-id` of each message.
    package var brokerUser: String { rawValue }
}
