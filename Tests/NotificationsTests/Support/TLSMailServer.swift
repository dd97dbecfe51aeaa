// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A real mail server for TLS, aiosmtpd, on loopback under the name `mail.test`, with a certificate of an authority that
/// only ``authority`` knows. It takes mail from the login `clinic`, `hunter2`; ``stop()`` ends it.
final class TLSMailServer: Sendable {
    enum Way: String, Sendable {
        /// STARTTLS, without which it takes neither login nor mail.
        case startTLS
        /// From the first byte.
        case tls
        /// It doesn't know TLS, and takes mail nevertheless.
        case plain
    }

    let port: Int
    /// The file with the certificate that its own is signed with.
    let authority: String
    private let folder: URL
    private let process: Process

    init(_ way: Way) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for arguments in Self.certificates {
            let status = try await Self.end(of: Self.process("/usr/bin/openssl", arguments, in: folder))
            try #require(status == 0, "openssl \(arguments)")
        }
        let process = Self.process("/usr/bin/python3", ["-c", Self.program, way.rawValue], in: folder)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        // Its one line; the read blocks, so it stays off the cooperative threads.
        let line = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: output.fileHandleForReading.availableData)
            }
        }
        let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        port = try #require(Int(text), "the mail server did not start")
        authority = folder.appending(path: "ca.pem").path
        self.folder = folder
        self.process = process
    }

    /// What it was asked for so far, in order: `AUTH`, `MAIL` and, for each message it took, `DATA tls` or `DATA plain`.
    var seen: [String] {
        let log = try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        return (log ?? "").split(separator: "\n").map(String.init)
    }

    func stop() {
        // Not SIGTERM: a child is born with the signals blocked that its parent's thread had blocked.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func process(_ program: String, _ arguments: [String], in folder: URL) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        return process
    }

    private static func end(of process: Process) async throws -> Int32 {
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                ended.resume(throwing: error)
            }
        }
    }

    /// An authority, and the server's certificate by it.
    private static let certificates = [
        "-subj /CN=Authority -keyout ca.key -out ca.pem",
        "-subj /CN=mail.test -addext subjectAltName=DNS:mail.test -CA ca.pem -CAkey ca.key -keyout server.key "
            + "-out server.pem",
    ].map { rest in
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \(rest)".split(separator: " ")
            .map(String.init)
    }

    private static let program = """
        import asyncio, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult

        way = sys.argv[1]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("server.pem", "server.key")
        log = open("log", "a", buffering=1)

        class Keeper:
            async def handle_MAIL(self, server, session, envelope, address, options):
                print("MAIL", file=log)
                envelope.mail_from = address
                return "250 ok"

            async def handle_DATA(self, server, session, envelope):
                encrypted = server.transport.get_extra_info("ssl_object") is not None
                print("DATA", "tls" if encrypted else "plain", file=log)
                return "250 ok"

        def judge(server, session, envelope, mechanism, data):
            print("AUTH", file=log)
            return AuthResult(success=(data.login, data.password) == (b"clinic", b"hunter2"), handled=False)

        def session():
            return SMTP(Keeper(), hostname="mail.test", authenticator=judge, auth_require_tls=way == "startTLS",
                tls_context=context if way == "startTLS" else None, require_starttls=way == "startTLS",
                auth_required=way != "plain")

        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(session, "127.0.0.1", 0, ssl=context if way == "tls" else None)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()

        asyncio.run(main())
        """
}
