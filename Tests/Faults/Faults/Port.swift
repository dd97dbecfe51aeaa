// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Ports of this machine.
enum Port {
    /// Waits, on a thread of its own, until something accepts connections there.
    ///
    /// - Returns: when it did; nil when it did not in time.
    static func accepts(_ port: Int, within limit: Duration) async -> ContinuousClock.Instant? {
        await withCheckedContinuation { continuation in
            Thread {
                let end = ContinuousClock.now + limit
                while ContinuousClock.now < end {
                    if let connection = connection(to: port) {
                        close(connection)
                        return continuation.resume(returning: .now)
                    }
                    usleep(5_000)
                }
                continuation.resume(returning: nil)
            }.start()
        }
    }

    /// A connection to a local port, nil when nobody accepts.
    static func connection(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let isConnected = address(of: port) { connect(descriptor, $0, $1) == 0 }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// A listener on a free local port, with its number.
    static func listener() -> (descriptor: Int32, port: Int)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = address(of: 0) { bind(descriptor, $0, $1) == 0 } && listen(descriptor, 64) == 0
        let isNamed = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        guard isListening, isNamed else {
            close(descriptor)
            return nil
        }
        return (descriptor, Int(UInt16(bigEndian: bound.sin_port)))
    }

    private static func address<Value>(of port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(clamping: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
