// SPDX-License-Identifier: Apache-2.0

/// A handler's decision on its way back to the connection's thread.
struct SettledDelivery: Sendable {
    let subscription: Int
    /// Which opening of the channel the delivery came by; its tag means nothing to any other.
    let generation: UInt64
    let tag: UInt64
    let task: UInt64
    let settlement: AMQPSettlement
}
