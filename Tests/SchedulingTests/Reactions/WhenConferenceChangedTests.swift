// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Outbox
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct WhenConferenceChangedTests {
    private func state(_ id: String, _ fixture: SchedulingFixture) async throws -> String? {
        try await fixture.find(id).json["interaction"]?["state"]?.text
    }

    /// What is remembered of who was there: role, user, first join and latest leave.
    private func attendances(_ fixture: SchedulingFixture) async throws -> [String] {
        let query: Query = """
            select concat_ws(' ', role, user_id, to_char(first_joined_at at time zone 'UTC', 'HH24:MI:SS'),
                to_char(left_at at time zone 'UTC', 'HH24:MI:SS')) as text
            from attendances order by 1
            """
        let rows = try await fixture.database.read(.background, until: .now + .seconds(5), query)
        return try rows.first?.map { try $0.decode("text") } ?? []
    }

    @Test func theFirstToJoinMakesItActive() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let conference = try await fixture.conference(of: id)
            try await fixture.joined(conference, "participant-1", .customer, message: "m-1")
            #expect(try await fixture.find(id).etag == "\"2\"")
            #expect(try await state(id, fixture) == "ACTIVE")
            try await fixture.joined(conference, "agent-1", at: "2030-01-08T10:00:09Z")
            let events = try await fixture.events(of: id)
            #expect(events.map(\.type) == [EventType.appointmentScheduled.name, EventType.appointmentActivated.name])
            let last = try #require(events.last)
            #expect(last.sequence == 2 && last.change.current.version == 2 && last.change.current.revision == 0)
            #expect(last.change.previous?.state == .pending && last.change.current.state == .active)
            #expect(last.change.actor == .videoPlatform)
            let caused = try await fixture.count(
                "select count(*) from outbox where convert_from(body, 'UTF8') like '%\"causationid\":\"m-1\"%'")
            #expect(caused == 1)
            #expect(try await attendances(fixture) == ["AGENT agent-1 10:00:09", "CUSTOMER participant-1 10:00:05"])
        }
    }

    @Test func theEndFreesTheAgentAndIsKeptWithItsTime() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let later = try fixture.at("2030-01-08T10:26:00Z")
            let id = try await fixture.scheduled()
            let conference = try await fixture.conference(of: id)
            try await later.joined(conference, "agent-1")
            try await later.left(conference, "agent-1")
            try await later.conferenceEnded(conference, at: "2030-01-08T10:25:00Z")
            #expect(try await state(id, fixture) == "ENDED")
            #expect(try await fixture.count("select count(*) from occupancy") == 0)
            let last = try #require(try await fixture.events(of: id).last)
            #expect(last.type == EventType.appointmentEnded.name && last.sequence == 3)
            #expect(last.change.current.endedAt == "2030-01-08T10:25:00.0Z" && last.change.actor == .videoPlatform)
            #expect(try await attendances(fixture) == ["AGENT agent-1 10:00:05 10:20:00"])
        }
    }

    @Test func aClockThatIsWrongEndsNothingInTheFutureOrBeforeItWasMade() async throws {
        try await SchedulingFixture.with { fixture async throws in
            for (start, time) in [
                ("2030-01-08T10:00:00Z", "2099-01-01T00:00:00Z"), ("2030-01-08T12:00:00Z", "1970-01-01T00:00:00Z"),
            ] {
                let id = try await fixture.scheduled(at: start)
                try await fixture.conferenceEnded(try await fixture.conference(of: id), at: time)
                #expect(try await fixture.events(of: id).last?.change.current.endedAt == "2030-01-07T08:00:00.0Z")
            }
        }
    }

    @Test func aMessageThatComesTwiceActsOnce() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let conference = try await fixture.conference(of: id)
            for _ in 0..<3 {
                try await fixture.joined(conference, "agent-1", message: "join")
                try await fixture.left(conference, "agent-1", message: "leave")
                try await fixture.conferenceEnded(conference, message: "end")
            }
            #expect(try await fixture.events(of: id).map(\.sequence) == [1, 2, 3])
            #expect(try await fixture.count("select count(*) from inbox") == 3)
            // The same news under another id is no news either.
            try await fixture.joined(conference, "agent-1")
            try await fixture.conferenceEnded(conference)
            #expect(try await fixture.events(of: id).count == 3)
        }
    }

    @Test func twinsAtOnceActOnce() async throws {
        try await SchedulingFixture.with(size: 4) { fixture async throws in
            let id = try await fixture.scheduled()
            let conference = try await fixture.conference(of: id)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await fixture.joined(conference, "agent-1", message: "join") }
                }
                try await group.waitForAll()
            }
            #expect(try await fixture.events(of: id).count == 2)
            #expect(try await fixture.count("select count(*) from inbox") == 1)
        }
    }

    @Test func anyOrderLeadsToTheSame() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let orders = [
                ["join", "rejoin", "leave", "leave again", "end"], ["leave", "join", "end", "leave again", "rejoin"],
                ["end", "leave again", "rejoin", "leave", "join"], ["rejoin", "end", "join", "leave again", "leave"],
            ]
            for (index, order) in orders.enumerated() {
                let id = try await fixture.scheduled(at: "2030-01-08T1\(index):00:00Z")
                let conference = try await fixture.conference(of: id)
                let user = "agent-1\(index)"
                for what in order {
                    switch what {
                    case "join": try await fixture.joined(conference, user, at: "2030-01-08T10:00:00Z")
                    case "rejoin": try await fixture.joined(conference, user, at: "2030-01-08T10:10:00Z")
                    case "leave": try await fixture.left(conference, user, at: "2030-01-08T10:05:00Z")
                    case "leave again": try await fixture.left(conference, user, at: "2030-01-08T10:20:00Z")
                    default: try await fixture.conferenceEnded(conference)
                    }
                }
                #expect(try await state(id, fixture) == "ENDED", "\(order)")
                #expect(try await fixture.events(of: id).last?.type == EventType.appointmentEnded.name)
                #expect(try await attendances(fixture).last == "AGENT \(user) 10:00:00 10:20:00", "\(order)")
            }
        }
    }

    @Test func whoJoinsAfterTheEndOrACancelIsRememberedOnly() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let ended = try await fixture.scheduled()
            let conference = try await fixture.conference(of: ended)
            _ = try await fixture.end(ended)
            try await fixture.joined(conference, "agent-1")
            try await fixture.conferenceEnded(conference)
            #expect(try await fixture.events(of: ended).count == 2)
            let cancelled = try await fixture.scheduled()
            let another = try await fixture.conference(of: cancelled)
            _ = try await fixture.cancel(cancelled)
            try await fixture.joined(another, "agent-2")
            try await fixture.conferenceEnded(another)
            #expect(try await fixture.events(of: cancelled).count == 2)
            #expect(try await attendances(fixture) == ["AGENT agent-1 10:00:05", "AGENT agent-2 10:00:05"])
        }
    }

    @Test func anUnknownConferenceIsSomebodyElses() async throws {
        try await SchedulingFixture.with { fixture async throws in
            for conference in ["unknown", "a.b:c", String(repeating: "x", count: 128)] {
                try await fixture.joined(conference, "agent-1")
                try await fixture.left(conference, "agent-1")
                try await fixture.conferenceEnded(conference)
            }
            #expect(try await fixture.count("select count(*) from inbox") == 0)
            #expect(try await fixture.count("select count(*) from attendances") == 0)
        }
    }

    @Test(arguments: ["", "\u{0}", "a/b c", "\u{212a}", String(repeating: "x", count: 129)])
    func whatIsNoConferenceIsParked(conference: String) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let undecodable = UndecodableEvent("conferenceId is no identifier")
            await #expect(throws: undecodable) { try await fixture.joined(conference, "agent-1") }
            await #expect(throws: undecodable) { try await fixture.left(conference, "agent-1") }
            await #expect(throws: undecodable) { try await fixture.conferenceEnded(conference) }
        }
    }

    @Test func whatIsNoTimeOrUserIsParked() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let conference = try await fixture.conference(of: try await fixture.scheduled())
            for time in ["", "now", "2030-01-08T10:00:00", "2030-02-30T10:00:00Z"] {
                await #expect(throws: UndecodableEvent.self) { try await fixture.joined(conference, "a", at: time) }
                await #expect(throws: UndecodableEvent.self) { try await fixture.left(conference, "a", at: time) }
                await #expect(throws: UndecodableEvent.self) {
                    try await fixture.conferenceEnded(conference, at: time)
                }
            }
            for user in ["", "a b", String(repeating: "x", count: 129)] {
                await #expect(throws: UndecodableEvent.self) { try await fixture.joined(conference, user) }
            }
        }
    }
}
