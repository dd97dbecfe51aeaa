// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import Testing

/// More processes of a service beside the suite's own: the same program and configuration, and health ports of their own.
struct Replicas: Sendable {
    private struct Replica: Sendable {
        let process: pid_t
        let log: String
    }

    private var replicas: [Replica] = []

    /// Runs `body` while so many more processes of a service share its work.
    ///
    /// - Parameter body: gets what they have written so far, asked for at any time.
    static func running<Value>(
        _ count: Int, of service: String, _ body: (_ logs: () throws -> String) async throws -> Value
    ) async throws -> Value {
        var all = Replicas()
        let result: Result<Value, any Error>
        do {
            for _ in 0..<count {
                try await all.start(service)
            }
            let replicas = all.replicas
            result = .success(
                try await body {
                    try replicas.map { try String(contentsOfFile: $0.log, encoding: .utf8) }.joined()
                })
        } catch {
            result = .failure(error)
        }
        for replica in all.replicas {
            await Command.end(replica.process)
            try? FileManager.default.removeItem(atPath: replica.log)
        }
        return try result.get()
    }

    /// Starts one and waits until it is ready.
    private mutating func start(_ service: String) async throws {
        let port = try Self.freePort()
        let log = FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)").path
        let settings = try RunningSuite.settings(of: service).filter { !$0.hasPrefix("HEALTH_PORT=") }
        let line =
            ["/usr/bin/env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"] + settings
            + ["HEALTH_PORT=\(port)", try Command.executable(service)]
        let process = try Command.start(line, output: log, withErrors: true)
        replicas.append(Replica(process: process, log: log))
        let ready = HTTPClientRequest(url: "http://127.0.0.1:\(port)/health/ready")
        try await Eventually.holds("second \(service)", every: .milliseconds(100)) {
            // Nobody listens at first.
            (try? await Gateway.calm.execute(ready, timeout: .seconds(2)))?.status == .ok
        }
    }

    /// A port that nobody had a moment ago.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return UInt16(bigEndian: address.sin_port)
    }
}
