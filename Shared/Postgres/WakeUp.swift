// SPDX-License-Identifier: Apache-2.0

import CPostgres
import Glibc

/// Wakes one thread out of `poll`; a signal sent before it sleeps is not lost.
final class WakeUp: Sendable {
    /// Readable while a signal is pending.
    let descriptor: Int32

    init() {
        descriptor = eventfd(0, O_NONBLOCK | O_CLOEXEC)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Lets the thread's current or next `poll` return.
    func signal() {
        _ = eventfd_write(descriptor, 1)
    }

    /// Takes a pending signal back.
    func clear() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }

    /// Sleeps until a signal, input on `socket`, or the time has passed.
    ///
    /// - Parameters:
    ///   - socket: watched too, unless negative.
    ///   - milliseconds: how long at most, `nil` for ever.
    /// - Returns: whether `socket` has something to read or is broken.
    func sleep(watching socket: Int32 = -1, milliseconds: Int? = nil) -> Bool {
        var watched = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        // Without a descriptor (the process had none left) the sleeper looks up by itself.
        let longest: Int32 = descriptor < 0 ? 20 : .max
        let timeout = milliseconds.map { min(longest, Int32(clamping: $0)) } ?? (descriptor < 0 ? longest : -1)
        guard poll(&watched, 2, timeout) > 0 else { return false }
        if watched[0].revents != 0 { clear() }
        return watched[1].revents != 0
    }
}
