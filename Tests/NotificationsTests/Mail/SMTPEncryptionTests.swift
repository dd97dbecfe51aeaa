// SPDX-License-Identifier: Apache-2.0
import Logging
import NotificationsContract
import NotificationsService
import Testing

/// The real libcurl and a real TLS: mail and login leave only to the server they are meant for, and encrypted.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SMTPEncryptionTests {
    /// A server on loopback that goes by a name which isn't this machine's.
    ///
    /// - Parameter security: nil for the usual of the platform's server.
    private func configuration(
        to host: String = "mail.test", port: Int, security: SMTPServer.Security? = nil, trusting authorities: String?,
        password: String = "hunter2"
    ) throws -> SMTPConfiguration {
        let scheme = security == .tls ? "smtps" : "smtp"
        let address = try #require(SMTPAddress("\(scheme)://\(host):\(port)"))
        return SMTPConfiguration(
            address: address, greeting: "suite.example",
            credentials: SMTPConfiguration.Credentials(user: "clinic", password: password), connections: 1,
            security: security, addresses: [try #require(IPAddress("127.0.0.1"))], authorities: authorities)
    }

    /// Hands one message in by each of these, all from the same thread.
    private func submit(_ configurations: SMTPConfiguration...) async throws -> [SubmissionOutcome] {
        let sender = SMTPSender(try #require(configurations.first), logger: Logger(label: "test"))
        defer { sender.stop() }
        let message = try Messages.confirmation()
        var outcomes: [SubmissionOutcome] = []
        for configuration in configurations {
            outcomes.append(await sender.send(message, by: configuration, of: "app-1", within: SMTPSender.patience))
        }
        return outcomes
    }

    private func submit(
        to host: String = "mail.test", port: Int, security: SMTPServer.Security? = nil, trusting authorities: String?,
        password: String = "hunter2"
    ) async throws -> SubmissionOutcome {
        let configuration = try configuration(
            to: host, port: port, security: security, trusting: authorities, password: password)
        let outcomes = try await submit(configuration)
        return try #require(outcomes.first)
    }

    @Test(arguments: [(TLSMailServer.Way.startTLS, nil), (.startTLS, .startTLS), (.tls, SMTPServer.Security.tls)])
    func aServerWithAGoodCertificateGetsLoginAndMailEncrypted(
        way: TLSMailServer.Way, security: SMTPServer.Security?
    ) async throws {
        let server = try await TLSMailServer(way)
        defer { server.stop() }
        #expect(try await submit(port: server.port, security: security, trusting: server.authority) == .accepted)
        #expect(server.seen == ["AUTH", "MAIL", "DATA tls"])
    }

    @Test(arguments: [(TLSMailServer.Way.startTLS, SMTPServer.Security.startTLS), (.tls, .tls)])
    func aServerWithAnUnknownAuthorityGetsNothing(
        way: TLSMailServer.Way, security: SMTPServer.Security
    ) async throws {
        let server = try await TLSMailServer(way)
        let stranger = try await TLSMailServer(.tls)
        defer {
            server.stop()
            stranger.stop()
        }
        for authorities in [nil, stranger.authority] {
            let outcome = try await submit(port: server.port, security: security, trusting: authorities)
            #expect(outcome != .accepted && outcome != .unknown)
        }
        #expect(server.seen == [])
    }

    @Test(arguments: [(TLSMailServer.Way.startTLS, SMTPServer.Security.startTLS), (.tls, .tls)])
    func aServerUnderAnotherNameGetsNothing(way: TLSMailServer.Way, security: SMTPServer.Security) async throws {
        let server = try await TLSMailServer(way)
        defer { server.stop() }
        for host in ["other.test", "mail.test.example", "sub.mail.test"] {
            let outcome = try await submit(
                to: host, port: server.port, security: security, trusting: server.authority)
            #expect(outcome != .accepted && outcome != .unknown, "\(host)")
        }
        #expect(server.seen == [])
    }

    @Test(arguments: [nil, SMTPServer.Security.startTLS, .tls])
    func aServerWithoutEncryptionGetsNothing(security: SMTPServer.Security?) async throws {
        let server = try await TLSMailServer(.plain)
        defer { server.stop() }
        let outcome = try await submit(port: server.port, security: security, trusting: server.authority)
        #expect(outcome != .accepted && outcome != .unknown)
        #expect(server.seen == [])
    }

    @Test func aConnectionOpenedWithoutEncryptionIsNotTakenUpByWhatAsksForIt() async throws {
        let server = try await TLSMailServer(.plain)
        defer { server.stop() }
        let plain = try configuration(port: server.port, security: SMTPServer.Security.none, trusting: nil)
        let encrypted = try configuration(port: server.port, security: .startTLS, trusting: server.authority)
        let outcomes = try await submit(plain, encrypted, plain)
        #expect(outcomes == [.accepted, .deferred(code: nil), .accepted])
        // The third one found the first one's connection open.
        #expect(server.seen == ["AUTH", "MAIL", "DATA plain", "MAIL", "DATA plain"])
    }

    @Test func aConnectionOfOneAuthorityIsNotTakenUpByWhatTrustsAnother() async throws {
        let server = try await TLSMailServer(.startTLS)
        let stranger = try await TLSMailServer(.tls)
        defer {
            server.stop()
            stranger.stop()
        }
        let trusting = try configuration(port: server.port, trusting: server.authority)
        let suspicious = try configuration(port: server.port, trusting: stranger.authority)
        #expect(try await submit(trusting, suspicious) == [.accepted, .deferred(code: nil)])
        #expect(server.seen == ["AUTH", "MAIL", "DATA tls"])
    }

    @Test func aWrongPasswordIsRefusedAndNoMailLeaves() async throws {
        let server = try await TLSMailServer(.startTLS)
        defer { server.stop() }
        let outcome = try await submit(port: server.port, trusting: server.authority, password: "hunter3")
        #expect(outcome == .refused(code: 535))
        #expect(!server.seen.contains("MAIL"))
    }

    /// Somebody between takes the offer away, refuses it, or answers in clear what should come encrypted.
    @Test(arguments: [
        "", "454 not now", "500 what",
        "220 go\r\n250-mail.test\r\n250 AUTH PLAIN\r\n235 ok\r\n250 ok\r\n250 ok\r\n354 go",
    ])
    func nothingLeavesWhereStartTLSIsStripped(answer: String) async throws {
        let server = try ScriptedMailServer { command, log in
            switch command.prefix(4).uppercased() {
            case "EHLO" where answer.isEmpty: .reply("250-mail.test\r\n250 AUTH PLAIN")
            case "EHLO": .reply("250-mail.test\r\n250-STARTTLS\r\n250 AUTH PLAIN")
            case "STAR": answer.isEmpty ? .reply("500 what") : .reply(answer)
            case "AUTH": .reply("235 ok")
            default: ScriptedMailServer.accepting(command, log)
            }
        }
        defer { server.stop() }
        let outcome = try await submit(port: Int(server.port), trusting: nil)
        #expect(outcome != .accepted && outcome != .unknown)
        let log = server.seen
        #expect(log.contents.isEmpty)
        #expect(!log.commands.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") || $0.contains("AGNsaW5pYwBo") })
    }
}
