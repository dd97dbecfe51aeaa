// SPDX-License-Identifier: Apache-2.0
import Glibc
import Observability
import Synchronization

/// Writes log lines to a descriptor, whole ones, and drops those that it takes no more: a log collector that is gone or a
/// full disk must not end a service.
final class LogOutput: Sendable {
    private struct State {
        /// Part of a line is out and its end never will be.
        var isTorn = false
        /// The last line was dropped.
        var isStuck = false
    }

    private let descriptor: Int32
    private let dropped: Counter
    private let state = Mutex(State())

    /// Milliseconds a line waits for whoever reads them; one after a dropped line doesn't wait.
    private static let patience: Int32 = 100

    init(_ descriptor: Int32, registry: MetricRegistry = .process) {
        self.descriptor = descriptor
        dropped = registry.counter(
            "appointments_log_lines_dropped_total", "Log lines that standard output did not take.")
    }

    func write(_ line: [UInt8]) {
        let isWritten = state.withLock { state in
            let bytes = state.isTorn ? [UInt8(ascii: "\n")] + line : line
            var rest = bytes[...]
            let isWritten = send(&rest, patience: state.isStuck ? 0 : Self.patience)
            if rest.count < bytes.count { state.isTorn = !isWritten }
            state.isStuck = !isWritten
            return isWritten
        }
        if !isWritten { dropped.increment() }
    }

    /// - Parameter rest: what is not out yet.
    /// - Returns: whether all of it is.
    private func send(_ rest: inout ArraySlice<UInt8>, patience: Int32) -> Bool {
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest.removeFirst(count)
            } else if count == 0 || !mayGoOn(after: errno, patience: patience) {
                return false
            }
        }
        return true
    }

    private func mayGoOn(after fault: Int32, patience: Int32) -> Bool {
        switch fault {
        case EINTR: return true
        case EAGAIN:
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = poll(&entry, 1, patience)
            return ready > 0 || (ready < 0 && errno == EINTR)
        default: return false
        }
    }
}
