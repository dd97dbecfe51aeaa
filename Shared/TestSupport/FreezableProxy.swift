// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Stands between a client and its server and can stop moving bytes while connections stay open, as a server does that
/// hangs; new ones are taken, and nothing comes through them either.
///
/// Everything in it runs on threads of its own; `condition` protects the two flags.
package final class FreezableProxy: Sendable {
    /// There is no port to listen on.
    package struct NoPort: Error {}

    private final class Flags: @unchecked Sendable {
        // Both are only touched with the condition's lock held.
        var isFrozen = false
        var isClosed = false
        let condition = NSCondition()
    }

    package let port: Int
    private let listener: Int32
    private let flags = Flags()

    /// - Parameter upstream: the port of the server, which is on this machine.
    package init(to upstream: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var local = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &local) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listener, name, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, name, &length) == 0
            }
        }
        guard listener >= 0, isListening else { throw NoPort() }
        self.listener = listener
        port = Int(UInt16(bigEndian: local.sin_port))
        let flags = flags
        Self.start { Self.accept(listener, upstream: upstream, flags) }
    }

    deinit {
        flags.condition.withLock {
            flags.isClosed = true
            flags.condition.broadcast()
        }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    package func freeze(_ isFrozen: Bool) {
        flags.condition.withLock {
            flags.isFrozen = isFrozen
            flags.condition.broadcast()
        }
    }

    private static func accept(_ listener: Int32, upstream: Int, _ flags: Flags) {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var remote = loopback(port: upstream)
            let isConnected = withUnsafeMutablePointer(to: &remote) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                    connect(server, name, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else {
                close(client)
                close(server)
                continue
            }
            start { move(from: client, to: server, flags) }
            start { move(from: server, to: client, flags) }
        }
    }

    /// Moves bytes until one side closes. The descriptors are left to the end of the process: the other direction may
    /// still use them.
    private static func move(from source: Int32, to destination: Int32, _ flags: Flags) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &buffer, buffer.count)
            let isOpen = flags.condition.withLock {
                while flags.isFrozen, !flags.isClosed { flags.condition.wait() }
                return !flags.isClosed
            }
            guard count > 0, isOpen, writeAll(buffer[..<count], to: destination) else { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(destination, Int32(SHUT_RDWR))
    }

    private static func writeAll(_ bytes: ArraySlice<UInt8>, to destination: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = send(
                    destination, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count,
                    Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(clamping: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.start()
    }
}
