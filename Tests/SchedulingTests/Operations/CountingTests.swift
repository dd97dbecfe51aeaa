// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct CountingTests {
    private func frame(_ application: String = "app-1", from start: String, _ frame: String) -> String {
        #"{"applicationId": "\#(application)", "start": "\#(start)", "timeFrame": "\#(frame)"}"#
    }

    private func slot(_ start: String, _ duration: String, _ application: String = "app-1") -> String {
        #"{"applicationId": "\#(application)", "start": "\#(start)", "duration": "\#(duration)"}"#
    }

    @Test func appointmentsAreCountedByTheirTimes() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let twelve = "2030-01-08T12:00:00Z"
            _ = try await fixture.scheduled(at: twelve, agent: "agent-1")
            _ = try await fixture.scheduled(at: twelve, agent: "agent-2")
            let early = try await fixture.scheduled(at: "2030-01-08T11:00:00Z")
            let elsewhere = String.booking(at: twelve, agent: "agent-3").replacing("Europe/Berlin", with: "Asia/Tokyo")
            _ = try await fixture.schedule(elsewhere)
            let longer = String.booking(at: twelve, agent: "agent-4").replacing("PT30M", with: "PT90M")
            _ = try await fixture.schedule(longer)
            // What has ended counts, what was cancelled doesn't.
            _ = try await fixture.end(early)
            _ = try await fixture.cancel(try await fixture.scheduled(at: twelve, agent: "agent-5"))
            let groups = try await fixture.countAppointments(frame(from: "2030-01-08T11:00:00Z", "PT1H1S"))
            let expected = [
                #"{"count":1,"duration":"PT30M","end":"2030-01-08T11:30:00.0Z","start":"2030-01-08T11:00:00.0Z","timezone":"Europe/Berlin"}"#,
                #"{"count":1,"duration":"PT30M","end":"2030-01-08T12:30:00.0Z","start":"2030-01-08T12:00:00.0Z","timezone":"Asia/Tokyo"}"#,
                #"{"count":2,"duration":"PT30M","end":"2030-01-08T12:30:00.0Z","start":"2030-01-08T12:00:00.0Z","timezone":"Europe/Berlin"}"#,
                #"{"count":1,"duration":"PT1H30M","end":"2030-01-08T13:30:00.0Z","start":"2030-01-08T12:00:00.0Z","timezone":"Europe/Berlin"}"#,
            ]
            #expect(groups.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
        }
    }

    @Test func theFrameHoldsItsStartButNotItsEnd() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled(at: "2030-01-08T10:00:00Z")
            for (start, length, count) in [
                ("2030-01-08T10:00:00Z", "PT1S", 1), ("2030-01-08T09:00:00Z", "PT1H", 0),
                ("2030-01-08T09:00:00Z", "PT1H1S", 1), ("2030-01-08T10:00:01Z", "P31D", 0),
                ("2029-12-09T00:00:00Z", "P31D", 1), ("2030-01-08T11:00:00+01:00", "PT1S", 1),
            ] {
                #expect(try await fixture.countAppointments(frame(from: start, length)).count == count, "\(start)")
            }
        }
    }

    @Test func thereAreTenThousandGroupsAtMostTheSoonest() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(at: "2030-01-08T10:00:00Z")
            try await fixture.database.transaction(.background, until: .now + .seconds(60)) { transaction in
                _ = try transaction.execute(
                    """
                    insert into appointments (
                        id, application_id, start_at, end_at, timezone, wall_time, utc_offset, locale, routing_type,
                        organizer_id, organizer_type, participants, conference_id, plan, notifications_active, version,
                        revision, created_at, updated_at)
                    select a.id || n, a.application_id, a.start_at + n * interval '1 microsecond',
                        a.end_at + n * interval '1 microsecond', a.timezone, a.wall_time, a.utc_offset, a.locale,
                        a.routing_type, a.organizer_id, a.organizer_type, a.participants, a.conference_id || n, a.plan,
                        a.notifications_active, a.version, a.revision, a.created_at, a.updated_at
                    from appointments a, generate_series(1, 10000) as n where a.id = \(id)
                    """)
            }
            let groups = try await fixture.countAppointments(frame(from: "2030-01-08T10:00:00Z", "PT1H"))
            #expect(groups.count == 10_000)
            #expect(groups.first?["start"]?.text == "2030-01-08T10:00:00.0Z")
            #expect(groups.last?["start"]?.text == "2030-01-08T10:00:00.009999Z")
        }
    }

    @Test func anotherOrUnknownApplicationHasNone() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled()
            for application in ["app-2", "unknown"] {
                let start = "2030-01-08T00:00:00Z"
                #expect(try await fixture.countAppointments(frame(application, from: start, "P1D")) == [])
                #expect(try await fixture.countOverlaps(slot(start, "PT24H", application)) == 0)
            }
        }
    }

    @Test(arguments: [
        ("{}", ["/applicationId", "/start", "/timeFrame"]),
        (
            #"{"applicationId": "a,b", "start": "today", "timeFrame": "P1M"}"#,
            ["/applicationId", "/start", "/timeFrame"]
        ),
        (#"{"applicationId": "a", "start": "2030-01-08T00:00:00Z", "timeFrame": "PT0S"}"#, ["/timeFrame"]),
        (#"{"applicationId": "a", "start": "2030-01-08T00:00:00Z", "timeFrame": "P31DT1S"}"#, ["/timeFrame"]),
        (#"{"applicationId": "", "start": "2030-02-30T00:00:00Z", "timeFrame": "P1D"}"#, ["/applicationId", "/start"]),
    ])
    func faultsOfACountAreNamedAtOnce(query: String, pointers: [String]) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) { try await fixture.countAppointments(query) }
            #expect(refusal?.type == .invalidRequest && refusal?.faults.map(\.pointer) == pointers)
        }
    }

    @Test func backToBackDoesNotOverlap() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled(at: "2030-01-08T10:00:00Z")
            for (start, duration, count) in [
                ("2030-01-08T10:00:00Z", "PT30M", 1), ("2030-01-08T10:29:59Z", "PT1M", 1),
                ("2030-01-08T10:30:00Z", "PT1H", 0), ("2030-01-08T09:00:00Z", "PT1H", 0),
                ("2030-01-08T09:00:00Z", "PT1H1S", 1), ("2030-01-08T10:10:00Z", "PT5M", 1),
                ("2030-01-08T00:00:00Z", "PT24H", 1),
            ] as [(String, String, Int64)] {
                #expect(try await fixture.countOverlaps(slot(start, duration)) == count, "\(start) \(duration)")
            }
        }
    }

    @Test func aWholeDayIsFoundFromItsLastMinute() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.schedule(.booking().replacing("PT30M", with: "PT24H"))
            #expect(try await fixture.countOverlaps(slot("2030-01-09T09:59:59Z", "PT1M")) == 1)
            #expect(try await fixture.countOverlaps(slot("2030-01-09T10:00:00Z", "PT1M")) == 0)
        }
    }

    @Test func onlyLiveAppointmentsOverlap() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let slot = slot("2030-01-08T10:00:00Z", "PT1H")
            let ids = [
                try await fixture.scheduled(agent: "agent-1"), try await fixture.scheduled(agent: "agent-2"),
                try await fixture.scheduled(agent: "agent-3"),
            ]
            #expect(try await fixture.countOverlaps(slot) == 3)
            _ = try await fixture.end(ids[0])
            #expect(try await fixture.countOverlaps(slot) == 2)
            _ = try await fixture.cancel(ids[1])
            #expect(try await fixture.countOverlaps(slot) == 1)
            _ = try await fixture.activate(ids[2])
            #expect(try await fixture.countOverlaps(slot) == 1)
        }
    }

    @Test(arguments: [
        ("{}", ["/applicationId", "/start", "/duration"]),
        (#"{"applicationId": "a", "start": "2030-01-08T00:00:00Z", "duration": "PT59S"}"#, ["/duration"]),
        (#"{"applicationId": "a", "start": "2030-01-08T00:00:00Z", "duration": "PT24H1S"}"#, ["/duration"]),
    ])
    func faultsOfAnOverlapAreNamedAtOnce(query: String, pointers: [String]) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) { try await fixture.countOverlaps(query) }
            #expect(refusal?.faults.map(\.pointer) == pointers)
        }
    }
}
