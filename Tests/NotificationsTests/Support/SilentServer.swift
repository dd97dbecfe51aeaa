// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A server on loopback that takes connections and says nothing; ``stop()`` hangs up.
final class SilentServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let arrivals: AsyncStream<Void>

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        self.arrivals = arrivals
        Thread {
            var clients: [Int32] = []
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                clients.append(client)
                arrival.yield()
            }
            for client in clients {
                close(client)
            }
            close(listener)
        }.start()
    }

    /// Waits for a connection.
    func isAsked() async {
        for await _ in arrivals {
            return
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }
}
