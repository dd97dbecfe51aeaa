// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct ActivateAppointmentTests {
    private func move(_ id: String, to start: String) -> String {
        #"{"id": "\#(id)", "start": "\#(start)", "duration": "PT30M"}"#
    }

    @Test func activatingAnswersTheRoomLink() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let answer = try await fixture.activate(id)
            #expect(answer.status == 200 && answer.etag == nil)
            #expect(answer.json.members?.map(\.name) == ["expires", "type", "url"])
            #expect(answer.json["type"]?.text == "MULTI_USE_TICKET")
            // An hour after the end, which is later than four hours from now.
            #expect(answer.json["expires"]?.text == "2030-01-08T11:30:00.0Z")
            let url = try #require(answer.json["url"]?.text)
            #expect(url.wholeMatch(of: /https:\/\/suite\.example\/q\/[0-9a-hjkmnp-tv-z]{16}/) != nil)
            #expect(try await fixture.find(id).json["interaction"]?["state"]?.text == "ACTIVE")
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentActivated.name && last.sequence == 2)
            #expect(last.change.previous?.state == .pending && last.change.current.state == .active)
            #expect(last.change.actor.role == "ROLE_CLIENT_SERVICE")
            #expect(try await fixture.count("select count(*) from occupancy") == 1)
        }
    }

    @Test func shortlyBeforeTheLinkLivesFourHours() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let answer = try await fixture.at("2030-01-08T10:10:00Z").activate(id)
            #expect(answer.json["expires"]?.text == "2030-01-08T14:10:00.0Z")
        }
    }

    @Test func askedAgainTheLinkIsTheSameAndThereIsNoEvent() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.activate(id)
            #expect(try await fixture.activate(id) == first)
            let later = try await fixture.at("2030-01-08T10:10:00Z").activate(id)
            #expect(later.json["url"] == first.json["url"])
            #expect(later.json["expires"]?.text == "2030-01-08T14:10:00.0Z")
            #expect(try await fixture.events(of: id).count == 2)
            // The appointment's own and the customer's.
            #expect(try await fixture.count("select count(*) from tickets") == 2)
        }
    }

    @Test func anExpiredLinkIsNotRevived() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.activate(id)
            let later = try await fixture.at("2030-01-08T11:30:00Z").activate(id)
            #expect(later.json["url"] != first.json["url"])
            #expect(try await fixture.count("select count(*) from tickets where revoked_at is null") == 2)
        }
    }

    @Test func eachAppointmentHasALinkOfItsOwn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            var links: Set<String> = []
            for hour in 10..<15 {
                let id = try await fixture.scheduled(at: "2030-01-08T\(hour):00:00Z")
                links.insert(try await fixture.activate(id).json["url"]?.text ?? "")
            }
            #expect(links.count == 5)
        }
    }

    @Test func aMoveKeepsTheCodeAndMovesItsExpiry() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.activate(id)
            _ = try await fixture.reschedule(move(id, to: "2030-01-10T10:00:00Z"))
            let moved = try await fixture.count(
                "select count(*) from tickets where expires_at = timestamptz '2030-01-10T11:30:00Z'")
            #expect(moved == 2)
            #expect(try await fixture.activate(id).json["url"] == first.json["url"])
            // Earlier works as well.
            _ = try await fixture.reschedule(move(id, to: "2030-01-07T12:00:00Z"))
            #expect(try await fixture.activate(id).json["expires"]?.text == "2030-01-07T13:30:00.0Z")
        }
    }

    @Test func aCancelRevokesIt() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            _ = try await fixture.activate(id)
            _ = try await fixture.cancel(id)
            #expect(try await fixture.count("select count(*) from tickets where revoked_at is null") == 0)
            await #expect(throws: Refusal(.notFound)) { try await fixture.activate(id) }
        }
    }

    @Test func onlyClientServicesActivateWhatHasNotEnded() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let stranger = Caller(subject: "crm", roles: [.clientService], applications: ["app-2"])
            await #expect(throws: Refusal(.notFound)) { try await fixture.activate(id, by: stranger) }
            for caller in [.agent("agent-1"), .supervisor] as [Caller] {
                await #expect(throws: Refusal(.forbidden)) { try await fixture.activate(id, by: caller) }
            }
            _ = try await fixture.end(id)
            await #expect(throws: Refusal(.appointmentEnded)) { try await fixture.activate(id) }
            #expect(try await fixture.count("select count(*) from tickets where revoked_at is null") == 0)
        }
    }

    @Test func aRepeatWithItsKeyIsAnsweredAsBefore() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let first = try await fixture.activate(id, key: "k")
            #expect(try await fixture.at("2030-01-08T10:10:00Z").activate(id, key: "k") == first)
        }
    }

    @Test func anotherTenantSeesNoTicket() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.activate(try await fixture.scheduled())
            for (application, count) in [("app-1", 2), ("app-2", 0)] {
                let rows = try await fixture.database.read(
                    .applications([application]), until: .now + .seconds(5), "select count(*) from tickets")
                #expect(try rows.first?.first?.decode("count", as: Int.self) == count)
            }
        }
    }
}

@Suite struct TicketTests {
    @Test func codesDoNotRepeat() {
        let codes = (0..<10_000).map { _ in Ticket.randomCode() }
        #expect(Set(codes).count == codes.count)
        // 16 letters of 32: every letter comes up among so many.
        #expect(Set(codes.joined()).count == 32)
    }
}
