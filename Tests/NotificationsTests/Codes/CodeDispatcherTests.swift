// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct CodeDispatcherTests {
    @Test func theLanguageIsTheOneAskedForElseTheApplications() async throws {
        try await CodesFixture.with { fixture async throws in
            for locale in ["en_US", "fr", nil] {
                try await fixture.ask(locale: locale)
                _ = try await fixture.dispatcher.turn()
            }
            let starts = fixture.provider.messages.map { $0.text.prefix(12) }
            #expect(starts == ["Your code is", "Ihr Code lau", "Ihr Code lau"])
        }
    }

    @Test func whyACodeWasNotTakenIsToldInItsChannelsWords() async throws {
        try await CodesFixture.with { fixture async throws in
            fixture.provider.answer(.refused(code: 404))
            try await fixture.ask("SMS", to: "+4930123456")
            _ = try await fixture.dispatcher.turn()
            fixture.room.time.pass(.seconds(1))
            fixture.provider.answer(.refused(code: 550))
            try await fixture.ask()
            _ = try await fixture.dispatcher.turn()
            #expect(try await fixture.codes() == ["failed 0 http-404", "failed 0 smtp-550"])
        }
    }

    @Test func aTextMessageIsShortAndAMailHasNothingToOpen() async throws {
        try await CodesFixture.with { fixture async throws in
            _ = try await fixture.sent("SMS", to: "+49 30 123456")
            _ = try await fixture.sent()
            let messages = fixture.provider.messages
            #expect(messages.map(\.channel) == [.sms, .email])
            #expect(messages.map(\.to) == ["+4930123456", "ada@example.org"])
            #expect((messages.first?.text.unicodeScalars.count ?? 0) <= 160)
            let mail = try #require(messages.last).mail(
                from: MailMessage.Sender(address: "calls@suite.example", name: "Calls"), domain: "suite.example")
            #expect(mail.parts.map(\.type) == ["text/plain; charset=utf-8"])
            let code = try #require(messages.last?.code)
            #expect(!mail.text.contains("http") && !mail.subject.contains(code))
        }
    }

    @Test func theMessagesIdIsNotTheVerifications() async throws {
        try await CodesFixture.with { fixture async throws in
            fixture.provider.answer(.deferred(code: 451))
            let id = try await fixture.ask()
            _ = try await fixture.dispatcher.turn()
            fixture.room.time.pass(.seconds(2))
            _ = try await fixture.dispatcher.turn()
            let messages = fixture.provider.messages
            #expect(messages.count == 2 && Set(messages.map(\.id)).count == 1)
            #expect(messages.first?.id != id && messages.first?.id.count == 32)
        }
    }

    @Test func aCodeIsTriedAgainWhileItIsValid() async throws {
        try await CodesFixture.with { fixture async throws in
            fixture.provider.answer(.deferred(code: nil))
            try await fixture.ask()
            _ = try await fixture.dispatcher.turn()
            #expect(try await fixture.codes() == ["planned 0 unreachable sealed"])
            fixture.room.time.pass(.seconds(1))
            #expect(try await fixture.dispatcher.turn() == 0)
            fixture.room.time.pass(CodeTerms.validity - .seconds(2))
            _ = try await fixture.dispatcher.turn()
            #expect(try await fixture.codes() == ["failed 0 unreachable"])
            #expect(fixture.provider.messages.count == 2)
        }
    }

    @Test func anExpiredCodeIsNotSent() async throws {
        try await CodesFixture.with { fixture async throws in
            try await fixture.ask()
            fixture.room.time.pass(CodeTerms.validity)
            _ = try await fixture.dispatcher.turn()
            #expect(try await fixture.codes() == ["failed 0 too-late"])
            #expect(fixture.provider.messages.isEmpty)
        }
    }

    @Test func whatADeadDispatcherHadClaimedIsSentAndWhatItHadMarkedIsNot() async throws {
        try await CodesFixture.with { fixture async throws in
            try await fixture.ask()
            let lost = try #require(try await fixture.queue.claim(atMost: 1).first)
            try await fixture.expireLeases()
            #expect(try await !fixture.queue.mark(lost))
            _ = try await fixture.dispatcher.turn()
            #expect(try await fixture.codes() == ["sent 0"])
            // The one that was away too long changes nothing any more.
            try await fixture.queue.settle(lost, .failed(.unreachable))
            #expect(try await fixture.codes() == ["sent 0"])

            fixture.room.time.pass(.seconds(1))
            let id = try await fixture.ask()
            let marked = try #require(try await fixture.queue.claim(atMost: 1).first)
            #expect(try await fixture.queue.mark(marked))
            try await fixture.expireLeases()
            #expect(try await fixture.dispatcher.turn() == 0)
            #expect(try await fixture.codes() == ["sent 0", "uncertain 0 interrupted"])
            // The customer may have it.
            let code = try SealedCode(marked.sealed, of: "app-1", fixture.terms.sealing).code
            #expect(try await fixture.verify(id, code).isOfCustomer)
            #expect(fixture.provider.messages.count == 1)
        }
    }

    @Test func twoDispatchersSendACodeOnce() async throws {
        try await CodesFixture.with { fixture async throws in
            for number in 0..<8 {
                try await fixture.ask(to: "ada-\(number)@example.org")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        while try await fixture.dispatcher.turn() > 0 {}
                    }
                }
                try await group.waitForAll()
            }
            #expect(fixture.provider.messages.count == 8)
            #expect(Set(fixture.provider.messages.map(\.to)).count == 8)
        }
    }

    @Test func codesAreSixDigitsAndDiffer() async throws {
        try await CodesFixture.with { fixture async throws in
            for number in 0..<40 {
                try await fixture.ask(to: "ada-\(number)@example.org")
            }
            while try await fixture.dispatcher.turn() > 0 {}
            let codes = fixture.provider.messages.compactMap(\.code)
            #expect(codes.count == 40)
            // Two of forty are the same in one run of thousand; three pairs in none that anybody sees.
            #expect(Set(codes).count > 37)
        }
    }
}
