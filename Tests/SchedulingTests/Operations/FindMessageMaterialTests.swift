// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct FindMessageMaterialTests {
    private func recipient(
        _ appointment: String, _ participant: String, needsRoomLink: Bool = false
    ) -> FindMessageMaterial.Recipient {
        FindMessageMaterial.Recipient(
            appointmentId: appointment, participantId: participant, needsRoomLink: needsRoomLink)
    }

    /// An appointment and its customer.
    private func scheduled(
        _ fixture: SchedulingFixture, at start: String = "2030-01-08T10:00:00Z"
    ) async throws -> (id: String, customer: String) {
        let answer = try await fixture.schedule(.booking(at: start))
        return (try #require(answer.json["id"]?.text), answer.customer())
    }

    @Test func factsJoinedAndLinksComeTogether() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            let conference = try await fixture.conference(of: id)
            try await fixture.joined(conference, "agent-1")
            try await fixture.joined(conference, customer, .customer)
            try await fixture.left(conference, "somebody", .customer)
            let reply = try await fixture.material(recipient(id, customer))
            let material = try #require(reply.appointments.first)
            #expect(reply.appointments.count == 1 && material.facts.id == id && material.facts.state == .active)
            #expect(material.joined == [customer] && material.isRunning == true)
            let links = try #require(reply.links.first)
            let code = try await fixture.code(of: id, for: customer)
            #expect(reply.links.count == 1 && links.appointmentId == id && links.participantId == customer)
            #expect(links.roomLink == "https://suite.example/q/\(code)")
            #expect(links.googleLink == "https://suite.example/api/cal/events/google/\(id)/event")
            #expect(links.calendarLink.hasPrefix("https://suite.example/api/cal/events/ical/\(id)/event?token="))
        }
    }

    @Test func aConferenceRunsWhileSomebodyIsThere() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            let conference = try await fixture.conference(of: id)
            #expect(try await fixture.material(recipient(id, customer)).appointments.map(\.isRunning) == [false])
            try await fixture.joined(conference, "agent-1")
            #expect(try await fixture.material(recipient(id, customer)).appointments.map(\.isRunning) == [true])
            try await fixture.left(conference, "agent-1")
            let material = try await fixture.material(recipient(id, customer)).appointments
            #expect(material.map(\.isRunning) == [false] && material.map(\.joined) == [[]])
        }
    }

    @Test func aConferenceHasStartedOnceSomebodyJoinedWhateverTheStateWasThen() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            let conference = try await fixture.conference(of: id)
            _ = try await fixture.activate(id)
            // Heard of before its join.
            try await fixture.left(conference, customer, .customer)
            let before = try #require(try await fixture.material(recipient(id, customer)).appointments.first)
            #expect(before.facts.state == .active && before.hasStarted == false && before.arrived == [])
            try await fixture.joined(conference, "agent-1")
            try await fixture.joined(conference, customer, .customer)
            try await fixture.left(conference, "agent-1")
            let after = try #require(try await fixture.material(recipient(id, customer)).appointments.first)
            #expect(after.isRunning == false && after.hasStarted == true && after.arrived == [customer])
        }
    }

    @Test func aConferenceBeforeTheMoveIsNotTheOneToCome() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            let conference = try await fixture.conference(of: id)
            let move = #"{"id": "\#(id)", "start": "2030-01-09T10:00:00Z", "duration": "PT30M"}"#
            for (user, role) in [("agent-1", ConferenceAttendance.Role.agent), (customer, .customer)] {
                try await fixture.joined(conference, user, role)
                try await fixture.left(conference, user, role)
            }
            _ = try await fixture.reschedule(move)
            let moved = try #require(try await fixture.material(recipient(id, customer)).appointments.first)
            #expect(moved.facts.revision == 1 && moved.joined == [customer])
            #expect(moved.hasStarted == false && moved.arrived == [])
            // They come again, and go.
            try await fixture.joined(conference, customer, .customer, at: "2030-01-09T10:00:05Z")
            try await fixture.left(conference, customer, .customer, at: "2030-01-09T10:20:00Z")
            let again = try #require(try await fixture.material(recipient(id, customer)).appointments.first)
            #expect(again.isRunning == false && again.hasStarted == true && again.arrived == [customer])
        }
    }

    @Test func ofAJoinThatAnOlderVersionKeptIsKnownWhoIsThere() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            let conference = try await fixture.conference(of: id)
            try await fixture.joined(conference, customer, .customer)
            try await fixture.database.transaction(.background, until: .now + .seconds(5)) { transaction in
                _ = try transaction.execute("update attendances set joined_revision = null")
            }
            let there = try #require(try await fixture.material(recipient(id, customer)).appointments.first)
            #expect(there.hasStarted == true && there.arrived == [] && there.joined == [customer])
            try await fixture.left(conference, customer, .customer)
            let left = try #require(try await fixture.material(recipient(id, customer)).appointments.first)
            #expect(left.hasStarted == false && left.joined == [customer])
        }
    }

    @Test func whatDoesNotExistIsLeftOutAndWhatIsCancelledIsNot() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            _ = try await fixture.cancel(id)
            let reply = try await fixture.material(
                recipient(id, customer, needsRoomLink: true), recipient("unknown", "p"), recipient("a b", "p"))
            #expect(reply.appointments.map(\.facts.cancelled) == [true])
            #expect(reply.links.map(\.appointmentId) == [id] && reply.links.map(\.roomLink) == [nil])
        }
    }

    @Test func missingRoomLinksAreMadeWhereTheyAreNeeded() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await fixture.set(autoActivate: false, ticketBaseURL: "https://video.example")
            let first = try await scheduled(fixture)
            let second = try await scheduled(fixture, at: "2030-01-08T12:00:00Z")
            let none = try await fixture.material(
                recipient(first.id, first.customer), recipient(second.id, second.customer))
            #expect(none.links.allSatisfy { $0.roomLink == nil })
            // By mail and by SMS: one link.
            let reply = try await fixture.material(
                recipient(first.id, first.customer, needsRoomLink: true),
                recipient(first.id, first.customer, needsRoomLink: true), recipient(second.id, second.customer))
            let code = try await fixture.code(of: first.id, for: first.customer)
            let link = "https://video.example/q/\(code)"
            #expect(reply.links.map(\.roomLink) == [link, link, nil] && code.count == 16)
            let again = try await fixture.material(recipient(first.id, first.customer, needsRoomLink: true))
            #expect(again.links.map(\.roomLink) == [link])
            let expiring = try await fixture.count(
                "select count(*) from tickets where expires_at = timestamptz '2030-01-08T11:30:00Z'")
            #expect(expiring == 1)
            #expect(try await fixture.find(first.id).json["interaction"]?["state"]?.text == "PENDING")
            #expect(try await fixture.events(of: first.id).count == 1)
        }
    }

    @Test func whoTakesNoPartAndWhatHasEndedGetsNoLink() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await fixture.set(autoActivate: false)
            let (id, customer) = try await scheduled(fixture)
            let ended = try await scheduled(fixture, at: "2030-01-08T12:00:00Z")
            _ = try await fixture.end(ended.id)
            let reply = try await fixture.material(
                recipient(id, "agent-1", needsRoomLink: true), recipient(id, ended.customer, needsRoomLink: true),
                recipient(ended.id, ended.customer, needsRoomLink: true), recipient(id, customer))
            #expect(reply.links.count == 4 && reply.links.allSatisfy { $0.roomLink == nil })
            #expect(try await fixture.count("select count(*) from tickets") == 0)
        }
    }

    @Test func anExpiredLinkIsReplaced() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            let old = try await fixture.code(of: id, for: customer)
            let later = try fixture.at("2030-01-08T11:30:00Z")
            #expect(try await later.material(recipient(id, customer)).links.map(\.roomLink) == [nil])
            let reply = try await later.material(recipient(id, customer, needsRoomLink: true))
            let code = try await fixture.code(of: id, for: customer)
            #expect(code != old && reply.links.map(\.roomLink) == ["https://suite.example/q/\(code)"])
        }
    }

    @Test func theCalendarLinksTokenOpensTheRoomLink() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let (id, customer) = try await scheduled(fixture)
            let links = try #require(try await fixture.material(recipient(id, customer)).links.first)
            let token = try #require(links.calendarLink.split(separator: "=").last.map(String.init))
            #expect(links.roomLink != nil)
            #expect(try await fixture.openCalendarLink(id, token) == links.roomLink)
            #expect(try await fixture.openCalendarLink("another", token) == nil)
            #expect(try await fixture.openCalendarLink(id, "x\(token)") == nil)
            _ = try await fixture.cancel(id)
            #expect(try await fixture.openCalendarLink(id, token) == nil)
        }
    }
}
