// SPDX-License-Identifier: Apache-2.0
import Logging
import NotificationsContract
import NotificationsService
import Testing
import Time

/// The real libcurl against a scripted server.
@Suite(.timeLimit(.minutes(2))) struct SMTPSenderTests {
    private func submit(
        _ script: @escaping ScriptedMailServer.Script, messages: Int = 1
    ) async throws -> (outcomes: [SubmissionOutcome], log: ScriptedMailServer.Log) {
        let server = try ScriptedMailServer(script)
        defer { server.stop() }
        return try await Self.submit(messages, to: server)
    }

    private static func submit(
        _ count: Int, to server: ScriptedMailServer
    ) async throws -> (outcomes: [SubmissionOutcome], log: ScriptedMailServer.Log) {
        let address = try #require(SMTPAddress("smtp://127.0.0.1:\(server.port)"))
        let sender = SMTPSender(
            SMTPConfiguration(address: address, greeting: "suite.example", connections: 1),
            logger: Logger(label: "test"))
        defer { sender.stop() }
        var outcomes: [SubmissionOutcome] = []
        for _ in 0..<count {
            outcomes.append(await sender.send(try Messages.confirmation()))
        }
        return (outcomes, server.seen)
    }

    @Test func anAcceptedMessageIsSentOnceToOneRecipient() async throws {
        let (outcomes, log) = try await submit(ScriptedMailServer.accepting)
        #expect(outcomes == [.accepted])
        #expect(
            log.commands.prefix(4).map { $0.split(separator: " SIZE").first.map(String.init) } == [
                "EHLO suite.example", "MAIL FROM:<calls@suite.example>", "RCPT TO:<ada@example.com>", "DATA",
            ])
        #expect(log.contents.count == 1)
        #expect(log.contents.first?.contains("Content-Type: multipart/alternative; boundary=") == true)
    }

    @Test func oneConnectionServesSeveralMessages() async throws {
        let (outcomes, log) = try await submit(ScriptedMailServer.accepting, messages: 3)
        #expect(outcomes == [.accepted, .accepted, .accepted])
        #expect(log.connections == 1)
    }

    @Test(arguments: ["MAIL", "RCPT", "DATA", "."])
    func aRefusalIsFinalWhereverItComes(verb: String) async throws {
        let (outcomes, _) = try await submit(ScriptedMailServer.refusing(verb, with: .reply("550 no such user")))
        #expect(outcomes == [.refused(code: 550)])
    }

    @Test(arguments: ["MAIL", "RCPT", "DATA", "."])
    func aTemporaryRefusalIsDeferredWhereverItComes(verb: String) async throws {
        let (outcomes, _) = try await submit(ScriptedMailServer.refusing(verb, with: .reply("451-later\r\n451 please")))
        #expect(outcomes == [.deferred(code: 451)])
    }

    @Test(arguments: ["EHLO", "MAIL", "RCPT", "DATA"])
    func aConnectionLostBeforeTheContentIsDeferred(verb: String) async throws {
        let (outcomes, log) = try await submit(ScriptedMailServer.refusing(verb, with: .hangUp))
        #expect(outcomes == [.deferred(code: nil)])
        #expect(log.contents.isEmpty)
    }

    @Test func aConnectionLostAfterTheContentIsUnknownAndNotRepeated() async throws {
        let (outcomes, log) = try await submit(ScriptedMailServer.refusing(".", with: .hangUp))
        #expect(outcomes == [.unknown])
        #expect(log.contents.count == 1)
    }

    @Test func aServerThatHungUpWhileIdleIsCalledAgainAtOnce() async throws {
        // The second message finds the connection closed under it.
        let (outcomes, log) = try await submit(
            { command, log in
                command.hasPrefix("MAIL") && log.contents.count == 1 && log.connections == 1
                    ? .hangUp : ScriptedMailServer.accepting(command, log)
            }, messages: 2)
        #expect(outcomes == [.accepted, .accepted])
        #expect(log.connections == 2)
        #expect(log.contents.count == 2)
    }

    @Test func aServerThatIsAwayDefers() async throws {
        let server = try ScriptedMailServer()
        _ = try await Self.submit(1, to: server)
        server.stop()
        let address = try #require(SMTPAddress("smtp://127.0.0.1:1"))
        let sender = SMTPSender(
            SMTPConfiguration(address: address, greeting: "suite.example"), logger: Logger(label: "test"))
        defer { sender.stop() }
        #expect(await sender.send(try Messages.confirmation()) == .deferred(code: nil))
    }

    @Test func aStoppedSenderTakesNothing() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let address = try #require(SMTPAddress("smtp://127.0.0.1:\(server.port)"))
        let sender = SMTPSender(
            SMTPConfiguration(address: address, greeting: "suite.example"), logger: Logger(label: "test"))
        sender.stop()
        #expect(await sender.send(try Messages.confirmation()) == .deferred(code: nil))
        #expect(server.seen.commands.isEmpty)
    }

    @Test func aPinnedServerIsReachedAtItsAddressWhateverItsName() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let address = try #require(SMTPAddress("smtp://mail.invalid:\(server.port)"))
        let pinned = SMTPConfiguration(
            address: address, greeting: "suite.example", connections: 1, security: SMTPServer.Security.none,
            addresses: [try #require(IPAddress("127.0.0.1"))])
        let sender = SMTPSender(pinned, logger: Logger(label: "test"))
        defer { sender.stop() }
        #expect(await sender.send(try Messages.confirmation()) == .accepted)
        #expect(server.seen.contents.count == 1)
    }

    @Test func aServerThatAsksForALoginGetsIt() async throws {
        let server = try ScriptedMailServer { command, log in
            switch command {
            case "AUTH PLAIN": .reply("334 ")
            case "AGNsaW5pYwBodW50ZXIy": .reply("235 ok")
            case _ where command.hasPrefix("EHLO"): .reply("250-test.example\r\n250 AUTH PLAIN")
            default: ScriptedMailServer.accepting(command, log)
            }
        }
        defer { server.stop() }
        let address = try #require(SMTPAddress("smtp://127.0.0.1:\(server.port)"))
        let configuration = SMTPConfiguration(
            address: address, greeting: "suite.example",
            credentials: SMTPConfiguration.Credentials(user: "clinic", password: "hunter2"), connections: 1)
        let sender = SMTPSender(configuration, logger: Logger(label: "test"))
        defer { sender.stop() }
        #expect(await sender.send(try Messages.confirmation()) == .accepted)
        #expect(server.seen.commands.contains("AGNsaW5pYwBodW50ZXIy"))
    }

    @Test func oneOwnersSlowServerLeavesThreadsToOthers() async throws {
        // Its server accepts connections and never says a word until the test is over.
        let (slow, quick) = (try SilentServer(), try ScriptedMailServer())
        defer { quick.stop() }
        func configuration(_ port: UInt16) throws -> SMTPConfiguration {
            SMTPConfiguration(
                address: try #require(SMTPAddress("smtp://127.0.0.1:\(port)")), greeting: "suite.example",
                connections: 2)
        }
        let (slowly, quickly) = (try configuration(slow.port), try configuration(quick.port))
        let sender = SMTPSender(quickly, eachAtMost: 1, logger: Logger(label: "test"))
        defer { sender.stop() }
        let message = try Messages.confirmation()
        await withTaskGroup(of: SubmissionOutcome.self) { group in
            for _ in 1...3 {
                group.addTask { await sender.send(message, by: slowly, of: "slow", within: .seconds(20)) }
            }
            await slow.isAsked()
            #expect(await sender.send(message, by: quickly, of: "quick", within: .seconds(20)) == .accepted)
            slow.stop()
            for await outcome in group {
                #expect(outcome == .deferred(code: nil))
            }
        }
    }

    @Test func dotsAtLineStartsAndLongLinesArriveAsTheyWere() async throws {
        let server = try ScriptedMailServer()
        defer { server.stop() }
        let address = try #require(SMTPAddress("smtp://127.0.0.1:\(server.port)"))
        let sender = SMTPSender(
            SMTPConfiguration(address: address, greeting: "suite.example"), logger: Logger(label: "test"))
        defer { sender.stop() }
        let text = "first\r\n.\r\nRCPT TO:<eve@example.com>\n.\r..\r\n" + String(repeating: "x", count: 5_000)
        #expect(await sender.send(try Messages.confirmation(text: text)) == .accepted)
        let log = server.seen
        #expect(log.contents.count == 1)
        #expect(!log.commands.contains { $0.contains("eve@example.com") })
        let content = try #require(log.contents.first)
        #expect(content.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        #expect(!content.replacing("\r\n", with: "").unicodeScalars.contains { $0 == "\r" || $0 == "\n" })
        // Stuffed on the wire, since a lone dot would end the message (RFC 5321, section 4.5.2).
        #expect(content.contains("first\r\n..\r\nRCPT TO:<eve@example.com>\r\n..\r\n...\r\n"))
    }
}
