// SPDX-License-Identifier: Apache-2.0

/// What became of one published message.
package enum PublishOutcome: Sendable, Equatable {
    /// The broker has taken responsibility for it.
    case confirmed
    /// It was refused and is nowhere.
    ///
    /// The code is AMQP's: 312 (no queue is bound, for a mandatory message), 502 (it can't be put on the wire and was
    /// never sent), or the code with which the broker closed the channel over this very message, for example 404
    /// (no such exchange), 403 (no permission) or 406 (wrong user id).
    case returned(code: Int, text: String)
    /// The broker refused it, for example because a queue is full.
    case nacked
    /// It was not confirmed; see ``AMQPUnavailability`` for whether it was sent.
    case unavailable(AMQPUnavailability)
}
