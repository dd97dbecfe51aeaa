// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// Takes the socket away from connection threads that hang in the C library, which then returns with an error.
///
/// A publish has no deadline of its own (native-clients.md M3). Other threads may not touch the library's connection,
/// but they may shut the socket down.
final class Watchdog: Sendable {
    /// One connection being watched.
    final class Watched: Sendable {
        fileprivate let lastProgress: Atomic<Int64>
        fileprivate let patience: Int64
        /// A duplicate, so that its number stays ours whatever the library closes; no child process inherits it, since
        /// the broker would go on delivering to a connection that nobody reads until that child ends.
        fileprivate let descriptor: Int32

        fileprivate init(descriptor: Int32, patience: Duration) {
            self.descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            self.patience = patience.components.seconds
            lastProgress = Atomic(Watchdog.seconds())
        }

        deinit {
            close(descriptor)
        }

        /// The connection's thread is alive.
        func noteProgress() {
            lastProgress.store(Watchdog.seconds(), ordering: .relaxed)
        }
    }

    static let shared = Watchdog()

    private let watched = Mutex<[ObjectIdentifier: Watched]>([:])

    private init() {
        let thread = Thread { [self] in
            while true {
                Thread.sleep(forTimeInterval: 1)
                look()
            }
        }
        thread.name = "amqp watchdog"
        thread.start()
    }

    /// Watches a connection until ``forget(_:)``: without progress for longer than `patience` its socket is shut down.
    func watch(descriptor: Int32, patience: Duration) -> Watched {
        let entry = Watched(descriptor: descriptor, patience: patience)
        watched.withLock { $0[ObjectIdentifier(entry)] = entry }
        return entry
    }

    func forget(_ entry: Watched) {
        watched.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(entry)) }
    }

    private func look() {
        let now = Self.seconds()
        watched.withLock { entries in
            for entry in entries.values where now - entry.lastProgress.load(ordering: .relaxed) > entry.patience {
                _ = shutdown(entry.descriptor, Int32(SHUT_RDWR))
            }
        }
    }

    private static func seconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec)
    }
}
