// SPDX-License-Identifier: Apache-2.0

/// What a handler decides about a delivery.
package enum AMQPSettlement: Sendable, Equatable {
    /// Done; the broker forgets it.
    case acknowledge
    /// Not done; the broker delivers it again, at once. Delay in the handler before returning this.
    case requeue
    /// Not decided: it counts as sent until the consumer ends, and is in the queue again then.
    case leave
    /// Not wanted; the broker drops it or moves it to the queue's dead-letter exchange.
    case reject
}
