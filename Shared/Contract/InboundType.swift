// SPDX-License-Identifier: Apache-2.0

/// A message of the video platform: its routing key on `appointments.inbound` and the shape of its data.
///
/// Whoever may write to that exchange is believed; no publisher is checked.
package struct InboundType<Payload: Codable & Sendable>: Sendable {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }
}
