// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

/// When customers' tickets come and go.
@Suite(.needsPostgres) struct CustomerTicketTests {
    private static let grace = #"{"username": "grace", "name": {"firstName": "Grace"}}"#

    private func tickets(_ fixture: SchedulingFixture) async throws -> Int {
        try await fixture.count("select count(*) from tickets where revoked_at is null")
    }

    @Test func aCustomersTicketExistsFromSchedulingOn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let answer = try await fixture.schedule(.booking())
            let id = try #require(answer.json["id"]?.text)
            #expect(try await fixture.code(of: id, for: answer.customer()).count == 16)
            #expect(try await fixture.code(of: id) == "")
            #expect(answer.json["interaction"]?["state"]?.text == "PENDING")
            #expect(try await fixture.events(of: id).map(\.type) == [EventType.appointmentScheduled.name])
            // An hour after the end, which is later than four hours from now.
            let expiring = try await fixture.count(
                "select count(*) from tickets where expires_at = timestamptz '2030-01-08T11:30:00Z'")
            #expect(expiring == 1)
        }
    }

    @Test func aBookingThatFailsLeavesNoTicket() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.schedule(.booking())
            await #expect(throws: Refusal.self) { try await fixture.schedule(.booking()) }
            #expect(try await tickets(fixture) == 1)
        }
    }

    @Test func anAddedCustomerHasATicketOfTheirOwn() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let added = try await fixture.addCustomer(Self.grace, to: id)
            let codes = [
                try await fixture.code(of: id, for: added.customer(0)),
                try await fixture.code(of: id, for: added.customer(1)),
            ]
            #expect(Set(codes).count == 2 && !codes.contains(""))
            _ = try await fixture.addCustomer(Self.grace, to: id)
            #expect(try await tickets(fixture) == 2)
        }
    }

    @Test func withoutAutoActivateTicketsComeWithTheActivation() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await fixture.set(autoActivate: false)
            let answer = try await fixture.schedule(.booking())
            let id = try #require(answer.json["id"]?.text)
            #expect(try await tickets(fixture) == 0)
            _ = try await fixture.activate(id)
            let code = try await fixture.code(of: id, for: answer.customer())
            #expect(code.count == 16)
            #expect(try await fixture.code(of: id) != code)
            // The appointment is active: whoever comes now has a link at once.
            let added = try await fixture.addCustomer(Self.grace, to: id)
            #expect(try await fixture.code(of: id, for: added.customer(1)).count == 16)
        }
    }

    @Test func anotherApplicationsSettingsDoNotCount() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await fixture.set(autoActivate: false, of: "app-2")
            _ = try await fixture.scheduled()
            #expect(try await tickets(fixture) == 1)
        }
    }

    @Test func anActivationKeepsTheCustomersCode() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let answer = try await fixture.schedule(.booking())
            let id = try #require(answer.json["id"]?.text)
            let code = try await fixture.code(of: id, for: answer.customer())
            _ = try await fixture.at("2030-01-08T10:10:00Z").activate(id)
            #expect(try await fixture.code(of: id, for: answer.customer()) == code)
            let moved = try await fixture.count(
                "select count(*) from tickets where expires_at = timestamptz '2030-01-08T14:10:00Z'")
            #expect(moved == 2)
        }
    }

    @Test func theLinkOfTheActivationBeginsWhereTheApplicationSays() async throws {
        try await SchedulingFixture.with { fixture async throws in
            try await fixture.set(autoActivate: true, ticketBaseURL: "https://video.example/join")
            let answer = try await fixture.activate(try await fixture.scheduled())
            #expect(answer.json["url"]?.text?.hasPrefix("https://video.example/join/q/") == true)
        }
    }

    @Test func aRemovedCustomersTicketIsRevokedAndNoOther() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let added = try await fixture.addCustomer(Self.grace, to: id)
            _ = try await fixture.remove(added.customer(1), from: id)
            #expect(try await fixture.code(of: id, for: added.customer(1)) == "")
            #expect(try await fixture.code(of: id, for: added.customer(0)).count == 16)
        }
    }

    @Test func theEndRevokesThem() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let ended = try await fixture.scheduled()
            _ = try await fixture.end(ended)
            #expect(try await tickets(fixture) == 0)
            let other = try await fixture.scheduled()
            try await fixture.conferenceEnded(try await fixture.conference(of: other))
            #expect(try await tickets(fixture) == 0)
        }
    }
}
