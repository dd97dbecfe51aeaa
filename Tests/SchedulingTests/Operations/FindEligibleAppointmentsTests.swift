// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct FindEligibleAppointmentsTests {
    @Test func anAppointmentIsEligibleFromTheFrameBeforeItsStartUntilItsEnd() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled(at: "2030-01-08T10:00:00Z")
            for (now, query, count) in [
                ("2030-01-08T09:59:59Z", "{}", 0), ("2030-01-08T10:00:00Z", "{}", 1),
                ("2030-01-08T10:29:59Z", "{}", 1), ("2030-01-08T10:30:00Z", "{}", 0),
                ("2030-01-08T08:59:59Z", #"{"timeFrame": "PT1H"}"#, 0),
                ("2030-01-08T09:00:00Z", #"{"timeFrame": "PT1H"}"#, 1),
                ("2030-01-08T10:30:00Z", #"{"timeFrame": "PT1H"}"#, 0),
            ] {
                #expect(try await fixture.at(now).eligible(query).count == count, "\(now) \(query)")
            }
            let found = try await fixture.at("2030-01-08T09:30:00Z").eligible(#"{"timeFrame": "PT1H"}"#)
            #expect(
                found == [
                    .object([
                        "eligibleFrom": .string("2030-01-08T09:00:00.0Z"), "id": .string(id),
                        "start": .string("2030-01-08T10:00:00.0Z"), "timezone": .string("Europe/Berlin"),
                    ])
                ])
        }
    }

    @Test func theSoonestComeFirstAndWhatIsOverIsLeftOut() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let late = try await fixture.scheduled(at: "2030-01-08T12:00:00Z")
            let soon = try await fixture.scheduled(at: "2030-01-08T10:00:00Z")
            let active = try await fixture.scheduled(at: "2030-01-08T11:00:00Z")
            _ = try await fixture.activate(active)
            _ = try await fixture.end(try await fixture.scheduled(at: "2030-01-08T13:00:00Z"))
            _ = try await fixture.cancel(try await fixture.scheduled(at: "2030-01-08T14:00:00Z"))
            let found = try await fixture.eligible(#"{"timeFrame": "P2D"}"#)
            #expect(found.map { $0["id"]?.text } == [soon, active, late])
        }
    }

    @Test func whoeverMadeThemAndOnlyInTheCallersApplications() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled(by: .supervisor)
            let query = #"{"timeFrame": "P2D"}"#
            #expect(try await fixture.eligible(query).count == 1)
            let stranger = Caller(subject: "crm", roles: [.clientService], applications: ["app-2"])
            #expect(try await fixture.eligible(query, by: stranger).isEmpty)
            let both = Caller(subject: "crm", roles: [.clientService], applications: ["app-2", "app-1"])
            #expect(try await fixture.eligible(query, by: both).count == 1)
        }
    }

    @Test func aThousandAreEnough() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled()
            try await fixture.database.transaction(.background, until: .now + .seconds(10)) { transaction in
                try transaction.execute(
                    """
                    insert into appointments (id, application_id, start_at, end_at, timezone, wall_time, utc_offset,
                        locale, routing_type, organizer_id, organizer_type, participants, conference_id,
                        notifications, notifications_active, created_at, updated_at)
                    select id || n, application_id, start_at + n * interval '1 minute',
                        end_at + n * interval '1 minute', timezone, wall_time, utc_offset, locale, routing_type,
                        organizer_id, organizer_type, participants, conference_id || n, notifications,
                        notifications_active, created_at, updated_at
                    from appointments, generate_series(1, 1000) n
                    """)
            }
            let found = try await fixture.eligible(#"{"timeFrame": "P30D"}"#)
            #expect(found.count == 1_000)
            #expect(found.first?["start"]?.text == "2030-01-08T10:00:00.0Z")
            #expect(found.last?["start"]?.text == "2030-01-09T02:39:00.0Z")
        }
    }

    @Test(arguments: ["", "1H", "P1M", "-PT1H", "P3661D"])
    func aFrameHasToBeADuration(text: String) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.eligible(#"{"timeFrame": "\#(text)"}"#)
            }
            #expect(refusal?.faults.map(\.pointer) == ["/timeFrame"])
        }
    }
}
