// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A connection to a local port, for requests that no HTTP client sends.
final class BareConnection: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(clamping: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            throw POSIXError(.ECONNREFUSED)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// More than the buffers between hold, so somebody has to read it meanwhile.
    func writeAll(_ text: String) async {
        await withCheckedContinuation { continuation in
            Thread { [self] in
                write(text)
                continuation.resume()
            }.start()
        }
    }

    /// What arrives until the text does, else until the other side has closed or nothing more comes for 5 seconds.
    func read(until mark: String) async -> Arrived {
        await withCheckedContinuation { continuation in
            Thread { [self] in
                var arrived = Arrived()
                while !arrived.text.contains(mark) {
                    var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                    guard poll(&state, 1, 5_000) == 1 else { break }
                    var chunk = [UInt8](repeating: 0, count: 65_536)
                    let count = recv(descriptor, &chunk, chunk.count, 0)
                    guard count > 0 else {
                        arrived.isAll = true
                        break
                    }
                    arrived.text += String(decoding: chunk[..<count], as: UTF8.self)
                }
                continuation.resume(returning: arrived)
            }.start()
        }
    }

    /// Everything up to the end of the connection.
    func readAll() async -> Arrived {
        await read(until: "\u{0}")
    }

    struct Arrived: Sendable {
        var text = ""
        /// The other side has closed the connection.
        var isAll = false
    }
}
