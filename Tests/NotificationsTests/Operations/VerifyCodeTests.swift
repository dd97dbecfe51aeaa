// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
import Postgres
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

    @Test func tenWrongComparesInAnHourLockTheAddress() async throws {
        try await CodesFixture.with { fixture async throws in
            let first = try await fixture.sent()
            try await fixture.guess(first, times: 5)
            fixture.room.time.pass(.seconds(1_800))
            let second = try await fixture.sent()
            try await fixture.guess(second, times: 5)
            fixture.room.time.pass(.seconds(1))
            // No code of the address is compared any more, and nobody is told.
            let third = try await fixture.sent()
            try await fixture.guess(third, times: 3)
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(third.id, third.code) }
            #expect(try await fixture.codes() == ["sent 5", "sent 5", "sent 0"])
            #expect(try await fixture.failures() == ["10 10"])
            let other = try await fixture.sent(to: "eve@example.org")
            #expect(try await fixture.verify(other.id, other.code, email: "eve@example.org").isOfCustomer)

            fixture.room.time.pass(.seconds(1_798))
            let fourth = try await fixture.sent()
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(fourth.id, fourth.code) }
            // Five of the ten are an hour old now.
            fixture.room.time.pass(.seconds(1))
            #expect(try await fixture.verify(fourth.id, fourth.code).isOfCustomer)
            let fifth = try await fixture.sent()
            try await fixture.guess(fourth, times: 4)
            try await fixture.guess(fifth, times: 4)
            #expect(try await fixture.codes().suffix(2) == ["sent 4", "sent 1"])
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(fourth.id, fourth.code) }
        }
    }

    @Test func inParallelTenOfAnAddressAreComparedAndNoMore() async throws {
        try await CodesFixture.with { fixture async throws in
            var sent: [(id: String, code: String)] = []
            for _ in 0..<5 {
                sent.append(try await fixture.sent())
            }
            let guesses = sent
            let refusals = await withTaskGroup(of: (any Error)?.self) { group in
                for number in 0..<30 {
                    let guess = guesses[number % guesses.count]
                    group.addTask {
                        do {
                            _ = try await fixture.verify(guess.id, wrong(guess.code))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(refusals.count == 30)
            #expect(refusals.allSatisfy { $0 as? Refusal == Refusal(.unauthorized) })
            let tries = try await fixture.room.read("select sum(tries)::bigint as tries from codes").first
            #expect(try tries?.decode("tries", as: Int.self) == 10)
            #expect(try await fixture.failures() == ["10 10"])
            for guess in guesses {
                await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(guess.id, guess.code) }
            }
        }
    }

    @Test func aRightCodeEndsTheRowAndNotTheHour() async throws {
        try await CodesFixture.with { fixture async throws in
            let first = try await fixture.sent()
            try await fixture.guess(first, times: 4)
            #expect(try await fixture.failures() == ["4 4"])
            #expect(try await fixture.verify(first.id, first.code).isOfCustomer)
            #expect(try await fixture.failures() == ["0 4"])
            let second = try await fixture.sent()
            try await fixture.guess(second, times: 5)
            let third = try await fixture.sent()
            try await fixture.guess(third, times: 1)
            #expect(try await fixture.failures() == ["6 10"])
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(third.id, third.code) }
        }
    }

    @Test func aHundredInARowLockTheAddressForThirtyDays() async throws {
        try await CodesFixture.with { fixture async throws in
            for _ in 0..<10 {
                fixture.room.time.pass(CodeTerms.failureSpan)
                for _ in 0..<2 {
                    try await fixture.guess(try await fixture.sent(), times: 5)
                }
            }
            #expect(try await fixture.failures() == ["100 10"])
            fixture.room.time.pass(CodeTerms.failuresRememberedFor)
            while try await fixture.sweep.sweep() > 0 {}
            let locked = try await fixture.sent()
            try await fixture.guess(locked, times: 1)
            await #expect(throws: Refusal(.unauthorized)) { try await fixture.verify(locked.id, locked.code) }
            #expect(try await fixture.codes() == ["sent 0"])
            fixture.room.time.pass(.seconds(1))
            #expect(try await fixture.sweep.sweep() == 1)
            #expect(try await fixture.verify(locked.id, locked.code).isOfCustomer)
        }
    }

    @Test func anAddressWithoutFailuresInARowIsForgottenAfterAnHour() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            try await fixture.guess(sent, times: 1)
            #expect(try await fixture.verify(sent.id, sent.code).isOfCustomer)
            try await fixture.guess(try await fixture.sent(to: "eve@example.org"), times: 1)
            fixture.room.time.pass(CodeTerms.failureSpan)
            #expect(try await fixture.sweep.sweep() == 0)
            fixture.room.time.pass(.seconds(1))
            // The two codes go as well.
            #expect(try await fixture.sweep.sweep() == 3)
            #expect(try await fixture.failures() == ["1 1"])
        }
    }

    @Test func whatIsNotComparedIsNoFailure() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            try await fixture.guess(sent, times: 9)
            try await fixture.guess((id: "unknown", code: "123456"), times: 9)
            try await fixture.guess((id: try await fixture.ask(), code: "123456"), times: 9)
            #expect(try await fixture.failures() == ["5 5"])
            fixture.room.time.pass(CodeTerms.validity)
            try await fixture.guess(sent, times: 1)
            #expect(try await fixture.failures() == ["5 5"])
        }
    }
}

extension CodesFixture {
    /// Compares with a code that is wrong, and expects the one refusal.
    fileprivate func guess(_ sent: (id: String, code: String), times: Int) async throws {
        for _ in 0..<times {
            await #expect(throws: Refusal(.unauthorized)) { try await verify(sent.id, wrong(sent.code)) }
        }
    }
}
