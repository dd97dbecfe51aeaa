// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import TestSupport
import Testing
import Time

@testable import ParticipantsService

@Suite(.needsPostgres) struct RegisterAddedCustomerTests {
    /// The appointment of the samples, with its two customers; the first one's username is known.
    private func withAppointment(_ body: (ParticipantsFixture) async throws -> Void) async throws {
        try await ParticipantsFixture.with { fixture async throws in
            try await fixture.register(.sample())
            try await fixture.react(to: .sample())
            try await body(fixture)
        }
    }

    private func announced(_ fixture: ParticipantsFixture) async throws -> [String] {
        try await fixture.rows("select subject from outbox order by id").map { try $0.decode("subject") }
    }

    @Test func aNewCustomerIsKeptUnconfirmedAndAnnouncedByIdOnly() async throws {
        try await withAppointment { fixture async throws in
            #expect(try await fixture.add("p-3", username: "sue", firstName: "Sue") == "p-3")
            let row = try #require(
                try await fixture.rows("select first_name, confirmed from participants where id = 'p-3'").first)
            #expect(try row.decode("first_name", as: String.self) == "Sue")
            #expect(try row.decode("confirmed", as: Bool.self) == false)
            #expect(try await announced(fixture) == ["p-1", "p-2", "p-3"])
        }
    }

    @Test func aUsernameThatTakesPartIsThatCustomer() async throws {
        try await withAppointment { fixture async throws in
            let username = try await fixture.rows("select username from participants where id = 'p-1'").first?
                .decode("username", as: String.self)
            #expect(try await fixture.add("p-3", username: username, firstName: "Somebody else") == "p-1")
            let rows = try await fixture.rows("select first_name from participants where id = 'p-1'")
            #expect(try rows.first?.decode("first_name", as: String.self) == "Jo")
            #expect(try await fixture.rows("select id from participants").count == 2)
        }
    }

    @Test func withoutAUsernameEverybodyIsNew() async throws {
        try await withAppointment { fixture async throws in
            for (id, username) in [("p-3", nil), ("p-4", nil), ("p-5", ""), ("p-6", "")] as [(String, String?)] {
                #expect(try await fixture.add(id, username: username) == id)
            }
        }
    }

    @Test func twoWhoComeAtOnceShareAnIdAndTheNewestDetails() async throws {
        try await withAppointment { fixture async throws in
            #expect(try await fixture.add("p-3", username: "sue", firstName: "Su") == "p-3")
            #expect(try await fixture.add("p-4", username: "sue", firstName: "Sue") == "p-3")
            let rows = try await fixture.rows("select first_name from participants where username = 'sue'")
            #expect(try rows.map { try $0.decode("first_name", as: String.self) } == ["Sue"])
            #expect(try await announced(fixture) == ["p-1", "p-2", "p-3"])
        }
    }

    @Test func inParallelTheyShareAnIdToo() async throws {
        try await withAppointment { fixture async throws in
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<8 {
                    group.addTask { try await fixture.add("new-\(number)", username: "sue") }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await fixture.rows("select id from participants where username = 'sue'").count == 1)
        }
    }

    @Test func whoWasRemovedComesBackAsSomebodyNew() async throws {
        try await withAppointment { fixture async throws in
            _ = try await fixture.add("p-3", username: "sue")
            // Added at version 2 and removed at version 3, before any event of it has come here.
            #expect(try await fixture.add("p-4", username: "sue", version: 3) == "p-4")
            try await fixture.react(to: .sample(customers: ["p-1", "p-2", "p-3"], version: 2))
            // The same once its events have come.
            try await fixture.react(to: .sample(version: 3))
            #expect(try await fixture.add("p-5", username: "sue", version: 4) == "p-5")
        }
    }

    @Test func whoAsksAgainForANewerVersionKeepsTheirId() async throws {
        try await withAppointment { fixture async throws in
            #expect(try await fixture.add("p-3", username: "sue") == "p-3")
            #expect(try await fixture.add("p-3", username: "sue", version: 2) == "p-3")
            #expect(try await fixture.add("p-4", username: "sue", version: 2) == "p-3")
            #expect(
                try await fixture.add("p-4", username: "sue", version: 3, among: ["p-1", "p-2", "p-3"]) == "p-3")
            #expect(try await announced(fixture) == ["p-1", "p-2", "p-3"])
        }
    }

    @Test func anAppointmentThatIsNotKnownHereIsKeptToo() async throws {
        try await ParticipantsFixture.with { fixture async throws in
            #expect(try await fixture.add("p-3", username: "sue", version: 5) == "p-3")
            let rows = try await fixture.rows("select confirmed from appointments where id = 'a-1'")
            #expect(try rows.first?.decode("confirmed", as: Bool.self) == false)
        }
    }
}
