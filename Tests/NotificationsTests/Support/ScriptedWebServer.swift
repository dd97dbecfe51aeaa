// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// A web server on loopback that answers each request with the same text and keeps what it was sent.
///
/// One request a connection, one connection at a time, on a thread of its own; ``stop()`` ends it.
final class ScriptedWebServer: Sendable {
    struct Request: Sendable {
        /// Request line and fields.
        let head: String
        let body: String
    }

    let port: UInt16
    private let listener: Int32
    private let answer: String?
    private let requests = Mutex<[Request]>([])

    /// - Parameter answer: status line and fields without the last empty line; nil hangs up after the request.
    init(answering answer: String?) throws {
        self.answer = answer
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
        Thread { [self] in serve() }.start()
    }

    var seen: [Request] { requests.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            if let request = Self.read(client) {
                requests.withLock { $0.append(request) }
                if let answer {
                    let bytes = Array("HTTP/1.1 \(answer)\r\nContent-Length: 0\r\n\r\n".utf8)
                    _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
            }
            close(client)
        }
        close(listener)
    }

    private static func read(_ client: Int32) -> Request? {
        var bytes: [UInt8] = []
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let length = head.firstMatch(of: /(?i)content-length: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
                let body = text[end.upperBound...]
                if body.utf8.count >= length {
                    return Request(head: head, body: String(body))
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(client, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }
}
