// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// Stands between a service and a server and can go silent on the connections there are: they stay open and no byte
/// moves any more, as when a machine on the way is gone. New ones pass, or wait until they may.
///
/// Each direction of each connection has a thread of its own; descriptors are left to the end of this process.
final class SilentProxy: Sendable {
    struct NoPort: Error {}

    /// Rises with each silence; a connection of an earlier time is dead.
    private final class Silences: Sendable {
        let count = Atomic(0)
        let isClosed = Atomic(false)
        /// Whether new connections are taken and nothing comes through them for now.
        let holdsNew = Atomic(false)
    }

    let port: Int
    private let listener: Int32
    private let silences = Silences()

    init(to upstream: Int) throws {
        guard let (listener, port) = Port.listener() else { throw NoPort() }
        self.listener = listener
        self.port = port
        let silences = silences
        Self.start { Self.accept(listener, upstream: upstream, silences) }
    }

    deinit {
        silences.isClosed.store(true, ordering: .relaxed)
        passNew()
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// From now on nothing comes through the connections there are.
    ///
    /// - Parameter holdingNew: whether nothing comes through new ones either, until ``passNew()``.
    func goSilent(holdingNew: Bool = false) {
        silences.holdsNew.store(holdingNew, ordering: .sequentiallyConsistent)
        silences.count.add(1, ordering: .sequentiallyConsistent)
    }

    /// Lets new connections pass, also those that waited.
    func passNew() {
        silences.holdsNew.store(false, ordering: .sequentiallyConsistent)
    }

    private static func accept(_ listener: Int32, upstream: Int, _ silences: Silences) {
        while !silences.isClosed.load(ordering: .relaxed) {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            while silences.holdsNew.load(ordering: .sequentiallyConsistent) { usleep(10_000) }
            guard let server = Port.connection(to: upstream) else {
                close(client)
                continue
            }
            let born = silences.count.load(ordering: .sequentiallyConsistent)
            start { move(from: client, to: server, silences, born) }
            start { move(from: server, to: client, silences, born) }
        }
    }

    /// Moves bytes until one side closes; once silent, it tells neither side of what the other does.
    private static func move(from source: Int32, to destination: Int32, _ silences: Silences, _ born: Int) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard silences.count.load(ordering: .sequentiallyConsistent) == born else { return }
            guard count > 0, writeAll(buffer[..<count], to: destination) else { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(destination, Int32(SHUT_RDWR))
    }

    private static func writeAll(_ bytes: ArraySlice<UInt8>, to destination: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = send(
                    destination, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        Thread(block: body).start()
    }
}
