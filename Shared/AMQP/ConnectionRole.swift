// SPDX-License-Identifier: Apache-2.0

/// What a connection is for: publishing or consuming. Used by ``ConnectionThread``, on its thread only.
protocol ConnectionRole: AnyObject {
    associatedtype Content: Sendable

    var mailbox: Mailbox<Content> { get }

    /// A connection was made.
    ///
    /// - Throws: ``AMQPFailure`` to give the connection up.
    func opened(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure)

    /// Takes what is in the mailbox and does what is due.
    ///
    /// - Throws: ``AMQPFailure`` to give the connection up.
    func turn(_ connection: Connection, at now: ContinuousClock.Instant) throws(AMQPFailure) -> Turn

    /// Takes one frame of a channel; it is released afterwards.
    ///
    /// - Throws: ``AMQPFailure`` to give the connection up.
    func received(
        _ frame: InboundFrame, on channel: UInt16, _ connection: Connection, at now: ContinuousClock.Instant
    ) throws(AMQPFailure)

    /// The connection is gone.
    func closed(at now: ContinuousClock.Instant)

    /// Takes what is in the mailbox while there is no connection.
    ///
    /// - Returns: ``Turn/again`` to connect when it is time; to sleep or finish without connecting if asked to stop.
    func turnWithoutConnection(at now: ContinuousClock.Instant) -> Turn
}

/// What a connection's thread does next.
enum Turn {
    /// Looks for frames and takes another turn at once.
    case again
    /// Sleeps until there is a frame or mail, or until then; with `forWriting` also until the socket has room.
    case sleep(until: ContinuousClock.Instant?, forWriting: Bool)
    /// Closes the connection and ends.
    case finish
}
