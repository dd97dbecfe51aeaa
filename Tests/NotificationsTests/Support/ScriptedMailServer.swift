// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization

/// A mail server on loopback that answers by a script and keeps what it was told.
///
/// One connection at a time, on a thread of its own; ``stop()`` ends it.
final class ScriptedMailServer: Sendable {
    enum Answer: Sendable {
        case reply(String)
        /// Closes the connection without a word.
        case hangUp
    }

    /// What a client did, in order.
    struct Log: Sendable {
        var connections = 0
        var commands: [String] = []
        /// The content of each message as it came over the wire, the final dot left out.
        var contents: [String] = []
    }

    typealias Script = @Sendable (_ command: String, _ log: Log) -> Answer

    let port: UInt16
    private let listener: Int32
    private let script: Script
    private let log = Mutex(Log())

    /// - Parameter script: the answer to a command, and under the name `.` to the end of a message's content.
    init(_ script: @escaping Script = ScriptedMailServer.accepting) throws {
        self.script = script
        (listener, port) = try Self.listen()
        let thread = Thread { [self] in serve() }
        thread.start()
    }

    var seen: Log { log.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// The answers of a server that takes everything.
    static let accepting: Script = { command, _ in
        switch command.prefix(4).uppercased() {
        case "EHLO": .reply("250-test.example\r\n250 8BITMIME")
        case "DATA": .reply("354 go ahead")
        case "QUIT": .reply("221 bye")
        default: .reply("250 ok")
        }
    }

    /// Answers one command or `.` differently, everything else as ``accepting`` does.
    static func refusing(_ verb: String, with answer: Answer) -> Script {
        { command, log in
            command.uppercased().hasPrefix(verb) ? answer : accepting(command, log)
        }
    }

    private static func listen() throws -> (listener: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && Glibc.listen(listener, 8) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    private func serve() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            log.withLock { $0.connections += 1 }
            converse(client)
            close(client)
        }
        close(listener)
    }

    private func converse(_ client: Int32) {
        var reader = LineReader(client)
        guard send("220 test.example ready", to: client) else { return }
        while let command = reader.line() {
            log.withLock { $0.commands.append(command) }
            let reply = script(command, seen)
            guard act(reply, on: command, to: client) else { return }
            guard case .reply(let text) = reply, text.hasPrefix("354") else { continue }
            var content = ""
            while let line = reader.line(), line != "." {
                content += line + "\r\n"
            }
            log.withLock { $0.contents.append(content) }
            guard act(script(".", seen), on: ".", to: client) else { return }
        }
    }

    /// Whether the conversation goes on.
    private func act(_ answer: Answer, on command: String, to client: Int32) -> Bool {
        switch answer {
        case .reply(let reply): send(reply, to: client) && command.uppercased() != "QUIT"
        case .hangUp: false
        }
    }

    private func send(_ reply: String, to client: Int32) -> Bool {
        let bytes = Array("\(reply)\r\n".utf8)
        return Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}

/// Reads lines that end with CRLF; a bare CR or LF stays within its line.
private struct LineReader {
    private let client: Int32
    private var buffer: [UInt8] = []

    init(_ client: Int32) {
        self.client = client
    }

    mutating func line() -> String? {
        while true {
            if let end = buffer.indices.dropLast().first(where: { buffer[$0] == 13 && buffer[$0 + 1] == 10 }) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 2)
                return line
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = recv(client, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }
}
