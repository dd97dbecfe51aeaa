// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ
import Glibc

/// One connection to the broker through librabbitmq.
///
/// Belongs to the thread that opened it, which must be a thread of its own: opening and sending may block, and the
/// library is not safe to be used from several threads (native-clients.md 2.1.1, 2.1.3). After any failure it must be
/// dropped (2.1.13).
final class Connection {
    /// The largest frame agreed with the broker, in bytes.
    let frameBytes: Int
    let descriptor: Int32
    let arena = Arena()
    let state: amqp_connection_state_t

    /// Connects and logs in.
    ///
    /// - Parameters:
    ///   - name: what the broker shows the connection as.
    ///   - timeout: for connecting and for logging in, each.
    /// - Throws: ``AMQPFailure`` with code `connect` or `login`.
    init(
        to address: AMQPAddress, name: String, heartbeat: Duration, timeout: Duration, frameBytes: Int
    ) throws(AMQPFailure) {
        Self.ignoreBrokenPipes
        guard let state = amqp_new_connection() else { throw AMQPFailure(.library, "no memory left") }
        do throws(AMQPFailure) {
            try Self.logIn(
                state, to: address, name: name, heartbeat: heartbeat, timeout: timeout, frameBytes: frameBytes)
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
        self.state = state
        self.frameBytes = Int(amqp_get_frame_max(state))
        descriptor = amqp_get_sockfd(state)
    }

    deinit {
        amqp_destroy_connection(state)
    }

    /// The library sends with MSG_NOSIGNAL, but the process must not die of any other write either
    /// (native-clients.md 2.1.14).
    private static let ignoreBrokenPipes: Void = {
        signal(SIGPIPE, SIG_IGN)
    }()

    private static func logIn(
        _ state: amqp_connection_state_t, to address: AMQPAddress, name: String, heartbeat: Duration,
        timeout: Duration, frameBytes: Int
    ) throws(AMQPFailure) {
        guard let socket = amqp_tcp_socket_new(state) else { throw AMQPFailure(.library, "no memory left") }
        let status = suite_amqp_connect(
            state, socket, address.host, Int32(clamping: address.port), timeout.pollMilliseconds)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw AMQPFailure(.connect, String(cString: amqp_error_string2(status)))
        }
        let reply = suite_amqp_login(
            state, address.virtualHost, 0, Int32(clamping: frameBytes), Int32(clamping: heartbeat.components.seconds),
            name, address.user, address.password)
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            if reply.reply.id == suite_amqp_connection_close.rawValue,
                let fields = reply.reply.decoded?.load(as: amqp_connection_close_t.self)
            {
                throw AMQPFailure(.login, String(fields.reply_text), replyCode: Int(fields.reply_code))
            }
            throw AMQPFailure(.login, "the broker refused the login")
        default:
            throw AMQPFailure(.login, String(cString: amqp_error_string2(reply.library_error)))
        }
    }

    /// Whether there is something to read without asking the socket (native-clients.md 2.1.7).
    var hasBufferedInput: Bool {
        amqp_frames_enqueued(state) != 0 || amqp_data_in_buffer(state) != 0
    }

    /// Reads one frame, if there is one, and sends a heartbeat, if one is due. Never waits.
    ///
    /// - Throws: ``AMQPFailure`` if the connection is lost or the broker breaks the protocol.
    func nextFrame() throws(AMQPFailure) -> (channel: UInt16, frame: InboundFrame)? {
        var frame = amqp_frame_t()
        let status = suite_amqp_next_frame(state, &frame)
        guard status != AMQP_STATUS_TIMEOUT.rawValue else { return nil }
        try Self.check(status)
        return (frame.channel, try InboundFrame(frame))
    }

    /// Gives the memory of a channel's frames back; pieces of bodies read before are no longer valid.
    func releaseFrames(of channel: UInt16) {
        amqp_maybe_release_buffers_on_channel(state, channel)
    }

    /// Waits until there is something to do.
    ///
    /// - Parameters:
    ///   - bell: wakes the thread, too; cleared before this returns.
    ///   - limit: the longest to wait; zero only looks.
    ///   - forWriting: whether to wait for room in the socket, too.
    /// - Returns: whether there is something to read.
    func wait(bell: WakeUp, limit: Duration, forWriting: Bool) -> Bool {
        let events = Int16(POLLIN) | (forWriting ? Int16(POLLOUT) : 0)
        var descriptors = (
            pollfd(fd: descriptor, events: events, revents: 0),
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
        )
        let milliseconds = limit.pollMilliseconds
        let count = withUnsafeMutableBytes(of: &descriptors) { bytes in
            poll(bytes.assumingMemoryBound(to: pollfd.self).baseAddress, 2, milliseconds)
        }
        guard count > 0 else { return false }
        if descriptors.1.revents != 0 {
            bell.clear()
        }
        // Errors and hang-ups show when reading.
        return descriptors.0.revents & ~Int16(POLLOUT) != 0
    }

    /// Whether the socket has room. A publish into a full one would block without a deadline (native-clients.md M3).
    var isWritable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLOUT) != 0
    }

    static func check(_ status: Int32) throws(AMQPFailure) {
        guard status != AMQP_STATUS_OK.rawValue else { return }
        let text = String(cString: amqp_error_string2(status))
        switch amqp_status_enum(status) {
        case AMQP_STATUS_CONNECTION_CLOSED, AMQP_STATUS_SOCKET_ERROR, AMQP_STATUS_SOCKET_CLOSED,
            AMQP_STATUS_HEARTBEAT_TIMEOUT:
            throw AMQPFailure(.connectionClosed, text)
        case AMQP_STATUS_BAD_AMQP_DATA, AMQP_STATUS_UNKNOWN_CLASS, AMQP_STATUS_UNKNOWN_METHOD:
            throw AMQPFailure(.protocolViolation, text)
        default:
            throw AMQPFailure(.library, text)
        }
    }
}
