// SPDX-License-Identifier: Apache-2.0
import Contract
import Postgres
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct SendCodeTests {
    @Test func everybodyGetsTheSameAnswerWhetherOrNotAnythingIsSent() async throws {
        try await CodesFixture.with { fixture async throws in
            let known = try await fixture.ask()
            fixture.room.time.pass(.seconds(1))
            let unknown = try await fixture.ask(application: "no-such-application")
            #expect(known != unknown && known.count == 36 && unknown.count == 36)
            #expect(try await fixture.codes() == ["planned 0 sealed", "planned 0 sealed"])
            #expect(try await fixture.dispatcher.turn() == 2)
            #expect(fixture.provider.messages.map(\.to) == ["ada@example.org"])
            #expect(try await fixture.codes() == ["sent 0", "withheld 0"])
        }
    }

    @Test func numbersOfOtherCountriesGetTheSameAnswerAndNoCode() async throws {
        try await CodesFixture.with(terms: CodesFixture.terms(countries: "+49,-+49900")) { fixture async throws in
            for (channel, address) in [
                ("SMS", "+49 30 123456"), ("SMS", "+1 900 555 0100"), ("SMS", "+49 900 123456"), ("SMS", "030 123456"),
                ("EMAIL", "ada@example.org"),
            ] {
                #expect(try await fixture.ask(channel, to: address).count == 36)
                fixture.room.time.pass(.seconds(1))
            }
            #expect(try await fixture.dispatcher.turn() == 5)
            #expect(Set(fixture.provider.messages.map(\.to)) == ["+4930123456", "ada@example.org"])
            #expect(try await fixture.codes() == ["sent 0", "withheld 0", "withheld 0", "withheld 0", "sent 0"])
        }
    }

    @Test func nothingReadableRests() async throws {
        try await CodesFixture.with { fixture async throws in
            try await fixture.ask(to: "Ada.Lovelace@example.org", from: "192.0.2.77")
            let row = try #require(
                try await fixture.room.read(
                    """
                    select concat(to_jsonb(c)::text, encode(c.sealed, 'escape'), encode(c.address_hash, 'escape'),
                        encode(c.client_hash, 'escape')) as text from codes c
                    """
                ).first)
            let text: String = try row.decode("text")
            #expect(!text.contains("192.0.2.77") && !text.lowercased().contains("lovelace"))
        }
    }

    @Test func fiveForOneDestinationInTenMinutesWhateverIsConfigured() async throws {
        try await CodesFixture.with { fixture async throws in
            // Each from elsewhere, for another application, written differently.
            for number in 0..<5 {
                let address = number % 2 == 0 ? "+49 30 (12) 34-56" : "+4930123456"
                try await fixture.ask("SMS", to: address, application: "app-\(number)", from: "192.0.2.\(number)")
                fixture.room.time.pass(.seconds(60))
            }
            let refusal = await #expect(throws: Refusal.self) { try await fixture.ask("SMS", to: "+4930123456") }
            #expect(refusal?.type == .tooManyRequests)
            #expect(refusal?.limit == ReachedLimit(name: "destination", quota: 5, seconds: 600))
            #expect(refusal?.retryAfter == 300)
            #expect(try await fixture.ask("SMS", to: "+4930123457") != "")
            fixture.room.time.pass(.seconds(300))
            try await fixture.ask("SMS", to: "+4930123456")
            await #expect(throws: Refusal.self) { try await fixture.ask("SMS", to: "+4930123456") }
        }
    }

    @Test func capitalsMakeNoOtherDestination() async throws {
        try await CodesFixture.with { fixture async throws in
            for address in [
                "ada@example.org", "ADA@example.org", "ada@EXAMPLE.org", "Ada@example.org", "aDa@example.org",
            ] {
                try await fixture.ask(to: address)
            }
            await #expect(throws: Refusal.self) { try await fixture.ask(to: "adA@example.org") }
        }
    }

    @Test func inParallelTheLimitHoldsAsWell() async throws {
        try await CodesFixture.with { fixture async throws in
            let taken = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<24 {
                    group.addTask { (try? await fixture.ask(from: "192.0.2.\(number)")) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 5)
            #expect(try await fixture.codes().count == 5)
        }
    }

    @Test func anIPv6ClientIsItsNetwork() async throws {
        try await CodesFixture.with(terms: CodesFixture.terms(perClient: 1)) { fixture async throws in
            try await fixture.ask(to: "a@example.org", from: "2001:db8::1")
            let other = await #expect(throws: Refusal.self) {
                try await fixture.ask(to: "b@example.org", from: "2001:db8::ffff:2")
            }
            #expect(other?.limit?.name == "client")
            try await fixture.ask(to: "b@example.org", from: "2001:db8:0:1::1")
        }
    }

    @Test func clientsAndApplicationsHaveLimitsOfTheirOwn() async throws {
        try await CodesFixture.with(terms: CodesFixture.terms(perClient: 2, perApplication: 3)) {
            fixture async throws in
            try await fixture.ask(to: "a@example.org")
            try await fixture.ask(to: "b@example.org")
            let client = await #expect(throws: Refusal.self) { try await fixture.ask(to: "c@example.org") }
            #expect(client?.limit == ReachedLimit(name: "client", quota: 2, seconds: 600))
            try await fixture.ask(to: "c@example.org", from: "192.0.2.2")
            let application = await #expect(throws: Refusal.self) {
                try await fixture.ask(to: "d@example.org", from: "192.0.2.2")
            }
            #expect(application?.limit == ReachedLimit(name: "application", quota: 3, seconds: 600))
            try await fixture.ask(to: "d@example.org", application: "app-2", from: "192.0.2.2")
        }
    }

    @Test func aRepeatedRequestSendsNoSecondCode() async throws {
        try await CodesFixture.with { fixture async throws in
            let first = try await fixture.ask(key: "k")
            #expect(try await fixture.ask(key: "k") == first)
            #expect(try await fixture.codes().count == 1)
            await #expect(throws: Refusal(.keyReused)) { try await fixture.ask(to: "other@example.org", key: "k") }
        }
    }

    @Test func whatIsNoAddressIsRefusedBeforeAnythingIsKept() async throws {
        try await CodesFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) { try await fixture.ask("SMS", to: "ada@example.org") }
            #expect(refusal?.faults.map(\.pointer) == ["/to"])
            #expect(try await fixture.codes().isEmpty)
        }
    }

    @Test func whatIsOverIsSweptAndWhatCountsIsNot() async throws {
        try await CodesFixture.with { fixture async throws in
            try await fixture.ask()
            fixture.room.time.pass(CodeTerms.validity)
            #expect(try await fixture.sweep.sweep() == 0)
            fixture.room.time.pass(CodeSweep.keptFor)
            #expect(try await fixture.sweep.sweep() == 1)
            #expect(try await fixture.codes().isEmpty)
        }
    }
}
