// SPDX-License-Identifier: Apache-2.0
import Contract
import NotificationsContract
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct WithholdCodesTests {
    @Test func whatWaitsForTheAddressesIsWipedAndNotSent() async throws {
        try await CodesFixture.with { fixture async throws in
            for (channel, address, application) in [
                ("EMAIL", "Ada@example.org", "app-1"), ("SMS", "+49 30 123456", "app-1"),
                ("EMAIL", "eve@example.org", "app-1"), ("EMAIL", "ada@example.org", "app-2"),
            ] {
                try await fixture.ask(channel, to: address, application: application)
                fixture.room.time.pass(.seconds(1))
            }
            for _ in 1...2 {
                try await fixture.withhold("ADA@example.org", "+49-30-123-456")
                #expect(
                    try await fixture.codes() == ["withheld 0", "withheld 0", "planned 0 sealed", "planned 0 sealed"])
            }
            #expect(try await fixture.dispatcher.turn() == 2)
            #expect(fixture.provider.messages.map(\.to) == ["eve@example.org"])
        }
    }

    @Test func whatWillBeTriedAgainIsWiped() async throws {
        try await CodesFixture.with { fixture async throws in
            fixture.provider.answer(.deferred(code: 451))
            try await fixture.ask()
            _ = try await fixture.dispatcher.turn()
            #expect(try await fixture.codes() == ["planned 0 smtp-451 sealed"])
            try await fixture.withhold("ada@example.org")
            #expect(try await fixture.codes() == ["withheld 0"])
        }
    }

    @Test func aDispatcherThatHasClaimedItSendsNothing() async throws {
        try await CodesFixture.with { fixture async throws in
            try await fixture.ask()
            let pending = try #require(try await fixture.queue.claim(atMost: 1).first)
            try await fixture.withhold("ada@example.org")
            #expect(try await !fixture.queue.mark(pending))
            try await fixture.queue.release(pending)
            #expect(try await fixture.codes() == ["withheld 0"])
        }
    }

    @Test func whatAProviderIsBeingHandedIsNeverTriedAgain() async throws {
        try await CodesFixture.with { fixture async throws in
            let id = try await fixture.ask()
            let pending = try #require(try await fixture.queue.claim(atMost: 1).first)
            #expect(try await fixture.queue.mark(pending))
            try await fixture.withhold("ada@example.org")
            #expect(try await fixture.codes() == ["uncertain 0 interrupted"])
            try await fixture.queue.settle(pending, .again(in: 1, .smtp(451)))
            #expect(try await fixture.codes() == ["uncertain 0 interrupted"])
            try await fixture.queue.settle(pending, .sent)
            #expect(try await fixture.codes() == ["sent 0"])
            let code = try SealedCode(pending.sealed, of: "app-1", fixture.terms.sealing).code
            #expect(try await fixture.verify(id, code).isOfCustomer)
        }
    }

    @Test func whatWasSentStaysGood() async throws {
        try await CodesFixture.with { fixture async throws in
            let sent = try await fixture.sent()
            try await fixture.withhold("ada@example.org")
            #expect(try await fixture.codes() == ["sent 0"])
            #expect(try await fixture.verify(sent.id, sent.code).isOfCustomer)
        }
    }

    @Test func theLimitOfTheDestinationStillCounts() async throws {
        try await CodesFixture.with { fixture async throws in
            for _ in 0..<CodeTerms.perDestination {
                try await fixture.ask()
            }
            try await fixture.withhold("ada@example.org")
            await #expect(throws: Refusal.self) { try await fixture.ask() }
        }
    }

    @Test func whatIsNoAddressIsPassedOver() async throws {
        try await CodesFixture.with { fixture async throws in
            try await fixture.ask()
            try await fixture.withhold()
            try await fixture.withhold("", "ada", "%", "ada@example.org, eve@example.org", "12")
            #expect(try await fixture.codes() == ["planned 0 sealed"])
        }
    }
}
