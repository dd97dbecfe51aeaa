// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing
import Time

/// `POST /api/appointments/activate/{id}` and `GET /api/appointments/eligible/`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ActivateTests {
    private static func activate(_ id: String, by person: Person, key: String? = nil) async throws -> Reply {
        let headers = key.map { [("Idempotency-Key", $0)] } ?? []
        return try await Gateway.send(
            "POST", "/api/appointments/activate/\(id)", token: person.token, headers: headers)
    }

    @Test func activatingAnswersTheSameRoomLinkEachTime() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let first = try await Self.activate(appointment.id, by: service).document()
        #expect(first.members?.map(\.name).sorted() == ["expires", "type", "url"])
        #expect(first["type"]?.text == "MULTI_USE_TICKET")
        // An hour after the end, the start being days ahead.
        let end = try Instant(rfc3339: try #require(appointment.document["end"]?.text))
        #expect(first["expires"]?.text == (end + .seconds(3_600)).rfc3339)
        let url = try #require(first["url"]?.text)
        let link = "\(try RunningSuite.value("GATEWAY_URL"))/q/"
        #expect(url.hasPrefix(link))
        let code = url.dropFirst(link.count)
        #expect(code.count >= 13 && code.utf8.allSatisfy { "0123456789abcdefghijklmnopqrstuvwxyz".utf8.contains($0) })
        #expect(try await Self.activate(appointment.id, by: service).document() == first)
        let found = try await agent.get(appointment.path)
        #expect(try found.document()["interaction"]?["state"]?.text == "ACTIVE")
        #expect(found.header("ETag") == "\"2\"")
        // A move keeps the link.
        #expect(try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 3)).status == 200)
        let moved = try await Self.activate(appointment.id, by: service).document()
        #expect(moved["url"] == first["url"])
        #expect(moved["expires"] != first["expires"])
        let events = try await Collector.subscriber.events(3, about: appointment.id)
        #expect(
            events.map(\.delivery.routingKey) == [
                "appointment.scheduled.v1", "appointment.activated.v1", "appointment.rescheduled.v1",
            ])
        #expect(events.allSatisfy { !String(decoding: $0.delivery.message.body, as: UTF8.self).contains(code) })
        try await ReadModels.follow(appointment.id, to: 3)
    }

    @Test func aRepeatWithItsKeyIsAnsweredTheSame() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let appointment = try await service.schedule(.appointment(in: tenant))
        let first = try await Self.activate(appointment.id, by: service, key: "k")
        #expect(try await Self.activate(appointment.id, by: service, key: "k").body == first.body)
        #expect(try await service.delete(appointment.path).status == 204)
        #expect(try await Self.activate(appointment.id, by: service, key: "k").body == first.body)
        try await Self.activate(appointment.id, by: service).isProblem(404, "not-found")
    }

    @Test func whatHasEndedIsNotActivated() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        #expect(try await Gateway.send("PUT", "\(appointment.path)/end", token: agent.token).status == 200)
        try await Self.activate(appointment.id, by: service).isProblem(400, "appointment-ended")
        try await Self.activate("unknown", by: service).isProblem(404, "not-found")
        try await Self.activate(appointment.id, by: try await Tenant().clientService()).isProblem(404, "not-found")
    }

    @Test func theEligibleAreThoseAboutToBegin() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let agent = try await tenant.agent()
        let later = try await agent.schedule(.appointment(in: tenant, hours: 2))
        let sooner = try await agent.schedule(.appointment(in: tenant))
        let cancelled = try await agent.schedule(.appointment(in: tenant, hours: 4))
        #expect(try await agent.delete(cancelled.path).status == 204)
        let path = "/api/appointments/eligible"
        for empty in [path, "\(path)/", "\(path)/?timeFrame=PT1H"] {
            #expect(try await service.get(empty).document() == .array([]))
        }
        let found = try await service.get("\(path)/?timeFrame=P7D").document()
        #expect(found.elements?.map { $0["id"]?.text } == [sooner.id, later.id])
        let first = try #require(found.elements?.first)
        #expect(first["start"] == sooner.document["start"])
        #expect(first["timezone"] == sooner.document["timezone"])
        let start = try Instant(rfc3339: try #require(first["start"]?.text))
        #expect(first["eligibleFrom"]?.text == (start - .seconds(7 * 86_400)).rfc3339)
        try await service.get("\(path)/?timeFrame=P1M").isInvalid(at: ["/timeFrame"])
    }
}
