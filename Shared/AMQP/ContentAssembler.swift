// SPDX-License-Identifier: Apache-2.0

/// Puts a message together from the frames of one channel: a method that announces content, its header, its body.
///
/// Frames of several channels come interleaved; each channel has an assembler of its own (native-clients.md M1).
struct ContentAssembler<Start> {
    private var start: Start?
    private var message: AMQPMessage?
    private var missing = 0
    private let bodyLimit: Int

    /// - Parameter bodyLimit: the largest body accepted, in bytes.
    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
    }

    /// Takes the method that announces content.
    ///
    /// - Throws: ``AMQPFailure`` with code `protocolViolation` if the message before is not complete.
    mutating func begin(_ start: Start) throws(AMQPFailure) {
        guard self.start == nil else {
            throw AMQPFailure(.protocolViolation, "a message began before the one before it ended")
        }
        self.start = start
    }

    /// Takes the content header.
    ///
    /// - Returns: the message, if it has no body.
    /// - Throws: ``AMQPFailure`` with code `protocolViolation` if none was announced or its body would be too large.
    mutating func header(bodySize: UInt64, message: AMQPMessage) throws(AMQPFailure) -> (Start, AMQPMessage)? {
        guard start != nil, self.message == nil else {
            throw AMQPFailure(.protocolViolation, "a content header nothing announced")
        }
        guard let size = Int(exactly: bodySize), size <= bodyLimit else {
            throw AMQPFailure(.protocolViolation, "a body of \(bodySize) bytes exceeds the limit of \(bodyLimit)")
        }
        self.message = message
        missing = size
        return missing == 0 ? finish() : nil
    }

    /// Takes a piece of the body, copying it.
    ///
    /// - Returns: the message, if this was its last piece.
    /// - Throws: ``AMQPFailure`` with code `protocolViolation` for a piece that is empty, unannounced or too long.
    mutating func body(_ piece: UnsafeRawBufferPointer) throws(AMQPFailure) -> (Start, AMQPMessage)? {
        guard message != nil, !piece.isEmpty, piece.count <= missing else {
            throw AMQPFailure(.protocolViolation, "a piece of body that does not belong to a message")
        }
        if message?.body.isEmpty == true {
            // The announced size is within the limit, and what was announced is normally sent.
            message?.body.reserveCapacity(missing)
        }
        message?.body.append(contentsOf: piece)
        missing -= piece.count
        return missing == 0 ? finish() : nil
    }

    private mutating func finish() -> (Start, AMQPMessage)? {
        guard let start, let message else { return nil }
        self.start = nil
        self.message = nil
        return (start, message)
    }
}
