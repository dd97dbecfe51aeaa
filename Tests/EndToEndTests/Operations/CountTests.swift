// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing
import Time

/// `GET /api/appointments/count` and `GET /api/appointments/overlap/count`, without a token.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct CountTests {
    private static func count(_ application: String, from start: String, _ frame: String) async throws -> Reply {
        let query = "applicationId=\(application)&start=\(start)&timeFrame=\(frame)"
        return try await Person.nobody.get("/api/appointments/count?\(query)")
    }

    private static func overlaps(_ application: String, _ start: String, _ duration: String) async throws -> Int64? {
        let query = "applicationId=\(application)&start=\(start)&duration=\(duration)"
        return try await Person.nobody.get("/api/appointments/overlap/count/?\(query)").document()["count"]?.integer
    }

    @Test func appointmentsAreCountedByTheirTimes() async throws {
        let tenant = Tenant()
        let agents = [try await tenant.agent(), try await tenant.agent(), try await tenant.agent()]
        for agent in agents.prefix(2) {
            _ = try await agent.schedule(.appointment(in: tenant))
        }
        _ = try await agents[2].schedule(.appointment(in: tenant, hours: 1).with("timezone", .string("Asia/Tokyo")))
        let cancelled = try await agents[2].schedule(.appointment(in: tenant))
        #expect(try await agents[2].delete(cancelled.path).status == 204)
        let found = try await Self.count(tenant.id, from: Moment.at(hours: 0), "PT10H").document()
        #expect(
            found
                == .array([
                    .object([
                        "count": .number("2"), "duration": .string("PT30M"),
                        "end": .string(Moment.at(hours: 0, minutes: 30)), "start": .string(Moment.at(hours: 0)),
                        "timezone": .string("Europe/Berlin"),
                    ]),
                    .object([
                        "count": .number("1"), "duration": .string("PT30M"),
                        "end": .string(Moment.at(hours: 1, minutes: 30)), "start": .string(Moment.at(hours: 1)),
                        "timezone": .string("Asia/Tokyo"),
                    ]),
                ]))
        // The end of the frame is not in it.
        #expect(
            try await Self.count(tenant.id, from: Moment.at(hours: 0), "PT1H").document().elements?.count == 1)
        #expect(try await Self.count(Tenant().id, from: Moment.at(hours: 0), "P31D").document() == .array([]))
    }

    @Test func onlyWhatReallyOverlapsIsCounted() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        #expect(try await Self.overlaps(tenant.id, Moment.at(hours: 0), "PT5M") == 1)
        #expect(try await Self.overlaps(tenant.id, Moment.at(hours: 0, minutes: 29), "PT24H") == 1)
        #expect(try await Self.overlaps(tenant.id, Moment.at(hours: 0, minutes: 30), "PT1H") == 0)
        #expect(try await Self.overlaps(tenant.id, Moment.at(hours: -1), "PT1H") == 0)
        #expect(try await Self.overlaps(Tenant().id, Moment.at(hours: 0), "PT5M") == 0)
        #expect(try await Gateway.send("PUT", "\(appointment.path)/end", token: agent.token).status == 200)
        #expect(try await Self.overlaps(tenant.id, Moment.at(hours: 0), "PT5M") == 0)
    }

    @Test func parametersAreRequiredAndChecked() async throws {
        try await Person.nobody.get("/api/appointments/count")
            .isInvalid(at: ["/applicationId", "/start", "/timeFrame"])
        try await Person.nobody.get("/api/appointments/overlap/count")
            .isInvalid(at: ["/applicationId", "/start", "/duration"])
        try await Self.count("a%20b", from: "tomorrow", "P32D").isInvalid(at: [
            "/applicationId", "/start", "/timeFrame",
        ])
        try await Self.count("a", from: Moment.at(hours: 0), "PT0S").isInvalid(at: ["/timeFrame"])
        try await Person.nobody.get("/api/appointments/overlap/count?applicationId=a&start=x&duration=P1M")
            .isInvalid(at: ["/start", "/duration"])
    }
}
