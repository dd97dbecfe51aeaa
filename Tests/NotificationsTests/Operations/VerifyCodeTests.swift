// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct VerifyCodeTests {
    @Test func aRightCodeProvesItsAddressAsOftenAsItIsAsked() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            let reply = VerifyCode.Reply(applicationId: "app-1", channel: "EMAIL", isOfCustomer: true)
            for _ in 0..<10 {
                #expect(try await fixture.verify(sent.id, sent.code, email: "ADA@example.org") == reply)
            }
            #expect(try await fixture.codes() == ["sent 0"])
        }
    }

    @Test func anotherAddressIsNotTheirs() async throws {
        try await CodesFixture.with { fixture async throws in
            let mail = try await fixture.sent()
            #expect(try await !fixture.verify(mail.id, mail.code, email: "eve@example.org").isOfCustomer)
            #expect(try await !fixture.verify(mail.id, mail.code, email: nil, phone: "+4930123456").isOfCustomer)
            let text = try await fixture.sent("SMS", to: "+49 30 123456")
            #expect(try await fixture.verify(text.id, text.code, phone: "+49-30-123-456").isOfCustomer)
            #expect(try await !fixture.verify(text.id, text.code, phone: "+49301234567").isOfCustomer)
            #expect(try await !fixture.verify(text.id, text.code, phone: nil).isOfCustomer)
        }
    }

    @Test func fiveWrongComparesLockIt() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            for _ in 0..<4 {
                await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(sent.id, wrong(sent.code)) }
            }
            #expect(try await fixture.verify(sent.id, sent.code).isOfCustomer)
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(sent.id, wrong(sent.code)) }
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(sent.id, sent.code) }
            #expect(try await fixture.codes() == ["sent 5"])
        }
    }

    @Test func inParallelFiveAreComparedAndNoMore() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            let refusals = await withTaskGroup(of: (any Error)?.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        do {
                            _ = try await fixture.verify(sent.id, wrong(sent.code))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(refusals.count == 40)
            #expect(refusals.allSatisfy { $0 as? Refusal == Refusal(.unauthorized) })
            #expect(try await fixture.codes() == ["sent 5"])
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(sent.id, sent.code) }
        }
    }

    @Test func afterTenMinutesItIsOver() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            fixture.room.time.pass(CodeTerms.validity - .milliseconds(1))
            #expect(try await fixture.verify(sent.id, sent.code).isOfCustomer)
            fixture.room.time.pass(.milliseconds(1))
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(sent.id, sent.code) }
        }
    }

    @Test func ofAnotherVerificationItIsWrong() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            let other = try await fixture.sent(to: "eve@example.org")
            if sent.code != other.code {
                await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(other.id, sent.code) }
            }
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify("unknown", sent.code) }
            for code in ["", sent.code + "0", " " + sent.code, String(repeating: "9", count: 10_000)] {
                await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify("unknown", code) }
            }
        }
    }

    @Test func whatWasNeverHandedToAProviderCanNotBeUsed() async throws {
        try await CodesFixture.with { fixture async throws in
            let id = try await fixture.ask()
            let waiting = try await fixture.queue.claim(atMost: 1)
            let pending = try #require(waiting.first)
            let content = try SealedCode(pending.sealed, of: "app-1", fixture.terms.sealing)
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(id, content.code) }
            #expect(try await fixture.queue.mark(pending))
            #expect(try await fixture.verify(id, content.code).isOfCustomer)
            try await fixture.queue.settle(pending, .failed(.smtp(550)))
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(id, content.code) }
            #expect(try await fixture.codes() == ["failed 0 smtp-550"])
        }
    }
}
