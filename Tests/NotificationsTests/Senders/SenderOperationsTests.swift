// SPDX-License-Identifier: Apache-2.0
import Contract
import Foundation
import JSON
import Messaging
import NotificationsContract
import Postgres
import TestSupport
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres, .timeLimit(.minutes(2))) struct SenderOperationsTests {
    private static func refusal(_ type: ProblemType, _ body: () async throws -> Answer) async throws -> Refusal {
        let refusal = try await #require(throws: Refusal.self) { _ = try await body() }
        #expect(refusal.type == type)
        return refusal
    }

    @Test func aSenderIsConfirmedByTheCodeItMails() async throws {
        try await SenderRoom.with { room async throws in
            #expect(try await room.configure() == .accepted)
            let log = room.server.seen
            #expect(log.commands.contains { $0.hasPrefix("MAIL FROM:<clinic@example.org>") })
            #expect(log.commands.contains { $0.hasPrefix("RCPT TO:<clinic@example.org>") })
            let pending = try await room.found()
            #expect(pending["confirmed"] == nil)
            #expect(pending["pending"]?["fromAddress"]?.text == "clinic@example.org")
            #expect(pending["pending"]?["smtp"]?["username"]?.text == "clinic")
            #expect(pending["pending"]?["isLocked"]?.bool == false)
            // Until it is confirmed, messages leave by the platform's.
            #expect(try await room.senders.mail(for: "app-1").sender.address == "calls@suite.example")
            #expect(try await room.confirm(room.code()) == .noContent)
            #expect(try await room.senders.mail(for: "app-1").sender.address == "clinic@example.org")
            #expect(try await room.senders.mail(for: "app-2").sender.address == "calls@suite.example")
            let confirmed = try await room.found()
            #expect(confirmed["pending"] == nil)
            #expect(confirmed["confirmed"]?["fromAddress"]?.text == "clinic@example.org")
            _ = try await Self.refusal(.notFound) { try await room.confirm(room.code()) }
        }
    }

    @Test func theOldSenderStaysUntilTheNewOneIsConfirmed() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await room.configure()
            _ = try await room.confirm(room.code())
            _ = try await room.configure(from: "new@example.org")
            #expect(try await room.senders.mail(for: "app-1").sender.address == "clinic@example.org")
            _ = try await room.confirm(room.code())
            #expect(try await room.senders.mail(for: "app-1").sender.address == "new@example.org")
            #expect(try await room.fixture.read("select 1 as n from senders").count == 1)
        }
    }

    @Test func fiveWrongCodesLockIt() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await room.configure()
            let (right, wrong) = (try room.code(), try room.wrongCode())
            for _ in 1...5 {
                _ = try await Self.refusal(.wrongCode) { try await room.confirm(wrong, key: "k") }
            }
            #expect(try await room.found()["pending"]?["isLocked"]?.bool == true)
            _ = try await Self.refusal(.wrongCode) { try await room.confirm(right) }
            _ = try await room.configure()
            #expect(try await room.confirm(room.code()) == .noContent)
        }
    }

    @Test(arguments: [("de_AT", "ist der Code", "=?UTF-8?B?"), ("fr", "is the code", "Confirm this sender")])
    func theCodeComesInTheApplicationsLanguage(locale: String, words: String, subject: String) async throws {
        try await SenderRoom.with { room async throws in
            let settings = Array(try JSONEncoder().encode(ApplicationSettings(locale: locale)))
            try await room.fixture.database.transaction(.background, until: .now.advanced(by: .seconds(5))) {
                database in
                try database.execute(
                    """
                    insert into settings (application_id, version, settings, changed_at)
                    values ('app-1', 1, \(json: settings), now())
                    """)
            }
            _ = try await room.configure()
            let content = try #require(room.server.seen.contents.last)
            #expect(content.contains(words) && content.contains("Subject: \(subject)"))
        }
    }

    @Test func aCodeIsGoodForAnHour() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await room.configure()
            room.fixture.time.pass(.seconds(3_600))
            _ = try await Self.refusal(.wrongCode) { try await room.confirm(room.code()) }
        }
    }

    @Test func aRepeatedRequestSendsNothingAgain() async throws {
        try await SenderRoom.with { room async throws in
            #expect(try await room.configure(key: "k") == .accepted)
            #expect(try await room.configure(key: "k") == .accepted)
            #expect(room.server.seen.contents.count == 1)
            let code = try room.code()
            #expect(try await room.confirm(code, key: "c") == .noContent)
            #expect(try await room.confirm(code, key: "c") == .noContent)
            #expect(try await room.test(key: "t") == .noContent)
            #expect(try await room.test(key: "t") == .noContent)
            #expect(room.server.seen.contents.count == 2)
        }
    }

    @Test func aServerThatRefusesLeavesNothingBehind() async throws {
        try await SenderRoom.with(ScriptedMailServer.refusing("RCPT", with: .reply("550 no"))) { room async throws in
            for _ in 1...2 {
                let refusal = try await Self.refusal(.senderRefused) { try await room.configure(key: "k") }
                #expect(refusal.detail == "The server answered 550.")
            }
            _ = try await Self.refusal(.notFound) { .json(try await room.found().bytes) }
            #expect(try await room.fixture.read("select 1 as n from idempotency").isEmpty)
        }
    }

    @Test func aTestOfUnknownOutcomeIsNotRepeatedUnderItsKey() async throws {
        let script: ScriptedMailServer.Script = { command, log in
            command == "." && log.contents.count == 2 ? .hangUp : ScriptedMailServer.accepting(command, log)
        }
        try await SenderRoom.with(script) { room async throws in
            _ = try await room.configure()
            _ = try await room.confirm(room.code())
            let failure = try await #require(throws: RequestFailure.self) { try await room.test(key: "t") }
            #expect(failure.kind == .late)
            _ = try await Self.refusal(.requestInProgress) { try await room.test(key: "t") }
            #expect(room.server.seen.contents.count == 2)
        }
    }

    @Test func aTestRendersSampleValuesInItsZone() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await Self.refusal(.notFound) { try await room.test() }
            _ = try await room.configure()
            _ = try await room.confirm(room.code())
            #expect(try await room.test() == .noContent)
            let content = try #require(room.server.seen.contents.last)
            #expect(content.contains("Subject: At 10:00"))
            #expect(content.contains("Dear Ada, Europe/Berlin"))
            let refusal = try await Self.refusal(.invalidRequest) {
                try await room.test(#""textBody": "{{{x}}}", "htmlBody": "{{#a}}""#)
            }
            #expect(refusal.faults.map(\.pointer) == ["/textBody", "/htmlBody"])
        }
    }

    @Test func anotherApplicationsSenderIsNotFound() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await room.configure()
            _ = try await Self.refusal(.notFound) { .json(try await room.found(by: ["app-2"]).bytes) }
        }
    }

    @Test func noSecretRestsOrIsShownInClear() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await room.configure(key: "k")
            let code = try room.code()
            #expect(!String(decoding: try await room.found().bytes, as: UTF8.self).contains("hunter2"))
            let rows = try await room.fixture.read("select senders::text as row from senders")
            let text = try #require(rows.first).decode("row", as: String.self)
            let hexadecimal = "hunter2".utf8.map { String($0, radix: 16) }.joined()
            #expect(!text.contains("hunter2") && !text.contains(hexadecimal) && !text.contains(code))
        }
    }

    @Test func whatIsSealedWithAnOldKeyIsSealedAnew() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await room.configure()
            let both = try #require(Sealing("\(SenderRoom.newKeys),\(SenderRoom.keys)"))
            let resealing = SenderResealing(
                database: room.fixture.database, sealing: both, logger: TestDatabase.logger)
            #expect(try await resealing.reseal() == 1)
            #expect(try await resealing.reseal() == 0)
            let rows = try await room.fixture.read("select sealed, key_id from senders")
            let row = try #require(rows.first)
            #expect(try row.decode("key_id", as: String.self) == "k2")
            let new = try #require(Sealing(SenderRoom.newKeys))
            let opened = try new.open(row.decode("sealed"), for: "app-1")
            #expect(String(decoding: opened, as: UTF8.self).contains("hunter2"))
        }
    }

    @Test func moreThanOneTransactionsWorthIsSealedAnew() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await room.configure()
            let old = try #require(Sealing(SenderRoom.keys))
            let sealed = try (2...5).map { try old.seal(Array("hunter\($0)".utf8), for: "app-\($0)") }
            try await room.fixture.database.transaction(.background, until: .now.advanced(by: .seconds(5))) {
                for (number, sealed) in zip(2..., sealed) {
                    try $0.execute(
                        """
                        insert into senders (application_id, channel, is_confirmed, id, shown, sealed, key_id, at)
                        values (\("app-\(number)"), 'EMAIL', true, \("id-\(number)"), '{}', \(sealed), 'k1', now())
                        """)
                }
                // No key opens it; it must not stand in the way of the others.
                try $0.execute("update senders set sealed = 'unreadable' where id = 'id-3'")
            }
            let both = try #require(Sealing("\(SenderRoom.newKeys),\(SenderRoom.keys)"))
            let resealing = SenderResealing(
                database: room.fixture.database, sealing: both, logger: TestDatabase.logger)
            #expect(try await resealing.reseal(atMost: 1) == 4)
            #expect(try await resealing.reseal(atMost: 2) == 0)
            let rows = try await room.fixture.read("select id from senders where key_id = 'k1'")
            #expect(try rows.map { try $0.decode("id", as: String.self) } == ["id-3"])
        }
    }

    @Test(arguments: ["[::1]", "169.254.169.254", "10.0.0.1"])
    func aServerThatIsNotPublicIsNotAsked(host: String) async throws {
        try await SenderRoom.with { room async throws in
            _ = try await Self.refusal(.senderRefused) { try await room.configure(host: host, security: "TLS") }
            #expect(room.server.seen.connections == 0)
        }
    }

    @Test func onlyThisMachineIsReachedUnencrypted() async throws {
        try await SenderRoom.with { room async throws in
            let refusal = try await Self.refusal(.invalidRequest) { try await room.configure(host: "mail.example.org") }
            #expect(refusal.faults.map(\.pointer) == ["/smtp/security"])
        }
    }

    @Test func aServerWithoutEncryptionGetsNothingWhereItIsNeeded() async throws {
        try await SenderRoom.with { room async throws in
            _ = try await Self.refusal(.senderRefused) { try await room.configure(security: "STARTTLS") }
            #expect(room.server.seen.contents.isEmpty)
            #expect(!room.server.seen.commands.contains { $0.hasPrefix("MAIL") })
        }
    }
}
