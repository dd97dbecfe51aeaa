// SPDX-License-Identifier: Apache-2.0
import CalendarContract
import Contract
import Messaging
import Postgres
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import CalendarService

@Suite(.needsPostgres) struct ExportTests {
    private func export(
        _ id: String, _ database: PostgresPool, _ owner: AppointmentOwner, token: String? = nil
    ) async throws -> Answer {
        let lookup = AppointmentLookup(database: database, source: owner.source)
        let handler = ExportICalendarHandler(
            lookup: lookup, identity: CalendarFixture.identity, clock: .system, links: owner.links)
        return try await handler.handle(CalendarFixture.request(ExportICalendar.self, id: id, token: token))
    }

    private func google(_ id: String, _ database: PostgresPool, _ owner: AppointmentOwner) async throws -> Answer {
        let handler = ExportGoogleLinkHandler(lookup: AppointmentLookup(database: database, source: owner.source))
        return try await handler.handle(CalendarFixture.request(ExportGoogleLink.self, id: id))
    }

    @Test func theFileIsAnsweredAsAnAttachment() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let answer = try await export("3f0c", database, AppointmentOwner(.sample(revision: 2)))
            #expect(answer.status == 200)
            #expect(answer.contentType == "text/calendar; charset=utf-8; method=PUBLISH")
            #expect(answer.disposition == "attachment; filename=\"appointment.ics\"")
            let parsed = try ParsedCalendar(answer.body)
            #expect(parsed.value("UID") == "3f0c@calendar.example.test")
            #expect(parsed.value("SEQUENCE") == "2")
            #expect(parsed.value("DTSTART") == "20220131T180000Z")
            #expect(parsed.all("ATTENDEE").isEmpty)
        }
    }

    @Test func theTokenOfACalendarLinkAddsTheRoomLink() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let owner = AppointmentOwner(.sample())
            owner.open("3f0c", with: "good", to: "https://suite.example/q/0123456789abcdef")
            let parsed = try ParsedCalendar(try await export("3f0c", database, owner, token: "good").body)
            for name in ["URL", "LOCATION", "DESCRIPTION"] {
                #expect(parsed.all(name).map(\.value) == ["https://suite.example/q/0123456789abcdef"])
            }
            #expect(parsed.all("ATTENDEE").isEmpty)
        }
    }

    @Test func aTokenThatOpensNothingIsAsGoodAsNone() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let owner = AppointmentOwner(.sample(), .sample(id: "4f0c"))
            owner.open("3f0c", with: "good", to: "https://suite.example/q/0123456789abcdef")
            for (id, token) in [("3f0c", nil), ("3f0c", "bad"), ("3f0c", ""), ("4f0c", "good")] {
                let answer = try await export(id, database, owner, token: token)
                #expect(answer.status == 200)
                let parsed = try ParsedCalendar(answer.body)
                #expect(parsed.value("UID") == "\(id)@calendar.example.test")
                for name in ["URL", "LOCATION", "DESCRIPTION"] {
                    #expect(parsed.all(name).isEmpty)
                }
            }
        }
    }

    @Test func theLinkIsARedirectToGoogle() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let answer = try await google("3f0c", database, AppointmentOwner(.sample()))
            #expect(answer.status == 302)
            #expect(answer.location == (try GoogleCalendarLink.url(for: .sample())))
        }
    }

    @Test func whatWasJustScheduledIsAskedForOnceAndKept() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let owner = AppointmentOwner(.sample())
            _ = try await export("3f0c", database, owner)
            _ = try await google("3f0c", database, owner)
            #expect(owner.questions == [["3f0c"]])
        }
    }

    @Test func unknownAndMalformedIdsAreNotFound() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let owner = AppointmentOwner(.sample())
            for id in ["none", "", "a b", "' or true --", String(repeating: "x", count: 129)] {
                await #expect(throws: Refusal(.notFound)) { _ = try await export(id, database, owner) }
                await #expect(throws: Refusal(.notFound)) { _ = try await google(id, database, owner) }
            }
            #expect(owner.questions == [["none"], ["none"]])
        }
    }

    @Test func aCancelledAppointmentIsNotFound() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let owner = AppointmentOwner(.sample(cancelled: true))
            await #expect(throws: Refusal(.notFound)) { _ = try await export("3f0c", database, owner) }
            await #expect(throws: Refusal(.notFound)) { _ = try await google("3f0c", database, owner) }
        }
    }

    @Test func anOwnerThatDoesNotAnswerIsNoNotFound() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            let lookup = AppointmentLookup(
                database: database, source: AppointmentSource { _, _, _ in throw RequestFailure(kind: .unavailable) })
            await #expect(throws: RequestFailure.self) {
                _ = try await lookup.find("3f0c", trace: nil, until: Deadline(in: .seconds(5)))
            }
        }
    }

    @Test func theLoginItselfSeesNoRowOfAnotherApplication() async throws {
        try await CalendarFixture.withDatabase { database async throws in
            _ = try await export("3f0c", database, AppointmentOwner(.sample()))
            let query: Query = "select id from appointments"
            let deadline = ContinuousClock.now.advanced(by: .seconds(5))
            let foreign = try await database.read(.applications(["app-2"]), until: deadline, query)
            let own = try await database.read(.applications(["app-1"]), until: deadline, query)
            #expect(foreign.first?.count == 0)
            #expect(own.first?.count == 1)
        }
    }
}
