// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct OpenTicketTests {
    /// An appointment from ten to half past ten on the eighth, and its customer's code.
    private func scheduled(
        _ fixture: SchedulingFixture, extra: String = ""
    ) async throws -> (id: String, code: String) {
        let answer = try await fixture.schedule(.booking(extra: extra))
        let id = try #require(answer.json["id"]?.text)
        return (id, try await fixture.code(of: id, for: answer.customer()))
    }

    private func html(_ answer: Answer) -> String {
        String(decoding: answer.body, as: UTF8.self)
    }

    @Test func beforeTheStartThereIsAPageToWaitOn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, code) = try await scheduled(fixture, extra: #""title": "Advice <now>", "notes": "secret", "#)
            let answer = try await fixture.open(code)
            #expect(answer.status == 200 && answer.contentType == "text/html; charset=utf-8")
            #expect(answer.style?.hasPrefix("sha256-") == true && answer.location == nil)
            let html = html(answer)
            #expect(html.contains("<html lang=\"en\">") && html.contains("Advice &lt;now&gt;"))
            // Eleven o'clock in Berlin, which is what was promised.
            #expect(html.contains("Tuesday, 8 January 2030, 11:00") && html.contains("Europe/Berlin, UTC+01:00"))
            #expect(html.contains("1 day 2 hours"))
            for secret in ["Bobby", "ewingb", "secret", "agent-1", id, try await fixture.conference(of: id)] {
                #expect(!html.contains(secret))
            }
        }
    }

    @Test func thePageSpeaksTheAppointmentsLanguage() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (_, code) = try await scheduled(fixture, extra: #""locale": "de_AT", "#)
            let html = html(try await fixture.open(code))
            #expect(html.contains("<html lang=\"de\">") && html.contains("Dienstag, 8. Januar 2030, 11:00 Uhr"))
        }
    }

    @Test func fromTheStartOnItLeadsToTheRoom() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, code) = try await scheduled(fixture)
            let room = "https://rooms.example/\(try await fixture.conference(of: id))?ticket=\(code)"
            #expect(try await fixture.at("2030-01-08T09:59:59.999999Z").open(code).status == 200)
            for time in ["2030-01-08T10:00:00Z", "2030-01-08T11:29:59Z"] {
                #expect(try await fixture.at(time).open(code) == .redirect(to: room))
            }
            #expect(try await fixture.at("2030-01-08T10:00:00Z").open(code.uppercased()).location == room)
        }
    }

    @Test func lookingChangesNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, code) = try await scheduled(fixture)
            let before = try await fixture.find(id)
            for time in ["2030-01-07T09:00:00Z", "2030-01-08T10:00:00Z"] {
                _ = try await fixture.at(time).open(code)
            }
            #expect(try await fixture.find(id) == before)
            #expect(try await fixture.events(of: id).count == 1)
            #expect(try await fixture.count("select count(*) from tickets where revoked_at is null") == 1)
            #expect(try await fixture.count("select count(*) from ticket_guesses") == 0)
        }
    }

    @Test func anExpiredLinkIsGone() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (_, code) = try await scheduled(fixture, extra: #""locale": "de", "#)
            let refusal = try #require(try await fixture.at("2030-01-08T11:30:00Z").refusal(of: code))
            #expect(refusal.type == .linkGone)
            #expect(refusal.page?.html.contains("<html lang=\"de\">") == true)
        }
    }

    @Test func theLinkOfACancelledOrEndedAppointmentIsGone() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let cancelled = try await scheduled(fixture)
            _ = try await fixture.cancel(cancelled.id)
            let ended = try await scheduled(fixture)
            _ = try await fixture.end(ended.id)
            for time in [SchedulingFixture.now, "2030-01-08T10:10:00Z"] {
                for code in [cancelled.code, ended.code] {
                    #expect(try await fixture.at(time).refusal(of: code)?.type == .linkGone)
                }
            }
        }
    }

    @Test func aMoveTakesTheLinkAlong() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, code) = try await scheduled(fixture)
            _ = try await fixture.reschedule(
                #"{"id": "\#(id)", "start": "2030-01-09T10:00:00Z", "duration": "PT30M"}"#)
            #expect(try await fixture.at("2030-01-08T12:00:00Z").open(code).status == 200)
            #expect(try await fixture.at("2030-01-09T10:00:00Z").open(code).status == 302)
        }
    }

    @Test func whatIsNoCodeIsUnknownAndACodeThatNoneHasIsCounted() async throws {
        try await SchedulingFixture.with { fixture async throws in
            for code in ["", "short", "0123456789-bcdef", "0123456789abcdeü", String(repeating: "a", count: 65)] {
                #expect(try await fixture.refusal(of: code)?.type == .notFound)
            }
            #expect(try await fixture.count("select count(*) from ticket_guesses") == 0)
            let refusal = try await fixture.refusal(of: "0123456789abcdef")
            #expect(refusal?.type == .notFound)
            #expect(refusal?.page?.html.contains("<section lang=\"de\">") == true)
            #expect(try await fixture.count("select guesses as count from ticket_guesses") == 1)
        }
    }

    @Test func whoGuessesTooOftenIsRefusedEvenTheRightCodeForAWhile() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (_, code) = try await scheduled(fixture)
            for _ in 0..<3 {
                #expect(try await fixture.refusal(of: Ticket.randomCode(), limit: 3)?.type == .notFound)
            }
            let refusal = try #require(try await fixture.refusal(of: Ticket.randomCode(), limit: 3))
            #expect(refusal.type == .tooManyRequests && refusal.page == LinkPage.busy)
            // The fixture's time is a whole hour, where a window begins.
            #expect(refusal.retryAfter == 600)
            #expect(refusal.limit == ReachedLimit(name: "guesses", quota: 3, seconds: 600))
            let later = try await fixture.at("2030-01-07T08:09:59.5Z").refusal(of: code, limit: 3)
            #expect(later?.type == .tooManyRequests && later?.retryAfter == 1)
            #expect(try await fixture.refusal(of: code, limit: 3)?.type == .tooManyRequests)
            #expect(try await fixture.open(code, from: "198.51.100.7", limit: 3).status == 200)
            #expect(try await fixture.at("2030-01-07T08:10:00Z").open(code, limit: 3).status == 200)
            // The counter begins anew, and there is no second row.
            _ = try await fixture.at("2030-01-07T08:10:00Z").refusal(of: Ticket.randomCode(), limit: 3)
            #expect(try await fixture.count("select sum(guesses)::bigint as count from ticket_guesses") == 1)
        }
    }
}

@Suite struct TicketGuessesTests {
    private let guesses = TicketGuesses(limit: 1, key: SchedulingFixture.linkKey)

    @Test func theNetworkOfAnIPv6AddressCounts() {
        #expect(guesses.bucket(of: "2001:db8::1") == guesses.bucket(of: "2001:db8:0:0:ffff::2"))
        #expect(guesses.bucket(of: "2001:db8::1") != guesses.bucket(of: "2001:db8:0:1::1"))
        #expect(guesses.bucket(of: "192.0.2.1") != guesses.bucket(of: "192.0.2.2"))
    }

    @Test func anotherKeyCountsElsewhere() {
        let other = TicketGuesses(limit: 1, key: LinkKey("another key of the tests, as long as it has to be"))
        let addresses = (0..<20).map { "192.0.2.\($0)" }
        #expect(addresses.map(guesses.bucket) != addresses.map(other.bucket))
        #expect(addresses.map(guesses.bucket).allSatisfy { (0..<1_048_576).contains($0) })
    }
}
