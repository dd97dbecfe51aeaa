// SPDX-License-Identifier: Apache-2.0
import CRabbitMQ
import Glibc

/// A descriptor another thread can make readable, to wake a thread that sleeps in `poll`.
final class WakeUp: Sendable {
    /// Negative if the process had no descriptor left.
    let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))

    deinit {
        close(descriptor)
    }

    func signal() {
        // It only fails when the counter is full, and then the descriptor is readable already.
        _ = eventfd_write(descriptor, 1)
    }

    /// Sleeps until signalled, clearing it, or until the time is up.
    func wait(atMost limit: Duration) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, limit.pollMilliseconds) > 0 else { return }
        clear()
    }

    func clear() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }
}
