// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Testing

/// `PUT /api/appointments/reschedule/`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct RescheduleTests {
    private static let path = "/api/appointments/reschedule/"

    @Test func aMoveIsReadAtOnceEverywhere() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant))
        var move = Body.move(before.id, hours: 7, duration: "PT45M")
        move["timezone"] = .string("America/New_York")
        move["locale"] = .string("de-AT")
        let after = try Appointment(try await agent.put(Self.path, move))
        #expect(after.id == before.id)
        #expect(after.etag == "\"2\"")
        #expect(after.document["start"]?.text == Moment.at(hours: 7))
        #expect(after.document["end"]?.text == Moment.at(hours: 7, minutes: 45))
        #expect(after.document["duration"]?.text == "PT45M")
        #expect(after.document["timezone"]?.text == "America/New_York")
        #expect(after.document["locale"]?.text == "de-AT")
        #expect(try await agent.get(before.path).document() == after.document)
        #expect(try await agent.get(before.path, ("If-None-Match", before.etag)).status == 200)
    }

    @Test func zoneAndLocaleStayWhenTheyAreNotGiven() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant).with("locale", .string("de")))
        let after = try Appointment(try await agent.put("/api/appointments/reschedule", .move(before.id, hours: 3)))
        #expect(after.document["timezone"]?.text == "Europe/Berlin")
        #expect(after.document["locale"]?.text == "de")
    }

    @Test func nothingChangedIsNoNewVersion() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant))
        // The same instant and the same length, written in another way.
        var same = Body.move(before.id, hours: 0, duration: "PT1800S")
        same["start"] = .string(Moment.at(hours: 0).replacing("Z", with: "-00:00"))
        let reply = try await agent.put(Self.path, same)
        #expect(try reply.document() == before.document)
        #expect(reply.header("ETag") == before.etag)
    }

    @Test func anotherLocaleAloneIsAVersionButNoMove() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant))
        let after = try Appointment(
            try await agent.put(Self.path, .move(before.id, hours: 0).with("locale", .string("fr"))))
        #expect(after.etag == "\"2\"")
        #expect(after.document["locale"]?.text == "fr")
        #expect(after.document["start"] == before.document["start"])
        #expect(
            try await Database.number(
                "select revision::bigint as value from scheduling.appointments where id = \(before.id)") == 0)
    }

    @Test func aPastStartIsRefused() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant))
        let past = Body.move(before.id, hours: 0).with("start", .string(Moment.now(plus: -1)))
        try await agent.put(Self.path, past).isInvalid(at: ["/start"])
        #expect(try await agent.get(before.path).document() == before.document)
    }

    @Test func anOccupiedSlotIsRefusedAndNothingMoves() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let first = try await agent.schedule(.appointment(in: tenant))
        let second = try await agent.schedule(.appointment(in: tenant, hours: 1))
        var onto = Body.move(second.id, hours: 0)
        onto["start"] = .string(Moment.at(hours: 0, minutes: 29))
        try await agent.put(Self.path, onto).isProblem(409, "slot-taken")
        #expect(try await agent.get(second.path).document() == second.document)
        // Its own place does not stand in its way, and back to back is no overlap.
        onto["start"] = .string(Moment.at(hours: 0, minutes: 30))
        onto["duration"] = .string("PT45M")
        #expect(try await agent.put(Self.path, onto).status == 200)
        #expect(try await agent.get(first.path).document() == first.document)
        #expect(try await Database.overlaps(in: tenant) == 0)
    }

    @Test func ifMatchGuardsAgainstChangesInBetween() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let id = try await agent.schedule(.appointment(in: tenant)).id
        #expect(try await agent.put(Self.path, .move(id, hours: 1), ("If-Match", "\"1\"")).status == 200)
        try await agent.put(Self.path, .move(id, hours: 2), ("If-Match", "\"1\"")).isProblem(412, "stale")
        try await agent.put(Self.path, .move(id, hours: 2), ("If-Match", "W/\"2\"")).isProblem(412, "stale")
        #expect(try await agent.put(Self.path, .move(id, hours: 2), ("If-Match", "\"7\", \"2\"")).status == 200)
        let last = try await agent.put(Self.path, .move(id, hours: 3), ("If-Match", "*"))
        #expect(last.header("ETag") == "\"4\"")
        // Field validation comes before the precondition.
        let both = try await agent.put(
            Self.path, .move(id, hours: 3).with("duration", .string("PT1S")), ("If-Match", "\"1\""))
        try both.isInvalid(at: ["/duration"])
    }

    @Test func anEndedAppointmentStaysWhereItIs() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await Database.session { session in
            try await session.perform {
                try $0.execute("update scheduling.appointments set state = 'ENDED' where id = \(appointment.id)")
            }
        }
        try await agent.put(Self.path, .move(appointment.id, hours: 1)).isProblem(400, "appointment-ended")
    }

    @Test func allFaultsAreNamedAtOnce() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let body = Body([
            "id": .string(appointment.id), "start": .string("tomorrow"), "duration": .string("P1M"),
            "timezone": .string("europe/berlin"), "locale": .string("!"),
        ])
        try await agent.put(Self.path, body).isInvalid(at: ["/start", "/duration", "/timezone", "/locale"])
        try await agent.put(Self.path, Body()).isInvalid(at: ["/id", "/start", "/duration"])
        #expect(try await agent.get(appointment.path).document() == appointment.document)
    }

    @Test func unknownAndForeignAppointmentsAreNotFound() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant))
        let stranger = try await other.supervisor()
        for id in [appointment.id, "unknown", "not/an/id", "ä"] {
            try await stranger.put(Self.path, .move(id, hours: 1)).isProblem(404, "not-found")
        }
        // In the tenant, but not theirs.
        try await tenant.agent().put(Self.path, .move(appointment.id, hours: 1)).isProblem(403, "forbidden")
        // A client service may move whatever is its application's.
        #expect(try await tenant.clientService().put(Self.path, .move(appointment.id, hours: 1)).status == 200)
    }
}
