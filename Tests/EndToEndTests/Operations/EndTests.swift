// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing

/// `PUT /api/appointments/{id}/end`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct EndTests {
    private static func end(_ appointment: Appointment, by person: Person) async throws -> Reply {
        try await Gateway.send("PUT", "\(appointment.path)/end", token: person.token)
    }

    @Test func anAgentEndsItOnce() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let first = try await Self.end(appointment, by: agent)
        #expect(try Appointment(first).document["interaction"]?["state"]?.text == "ENDED")
        #expect(first.header("ETag") == "\"2\"")
        let second = try await Gateway.send("PUT", "\(appointment.path)/end/", token: agent.token)
        #expect(second.status == 200)
        #expect(second.body == first.body)
        #expect(second.header("ETag") == "\"2\"")
        // The slot is free, and the appointment can't be moved any more; notes still can be taken.
        _ = try await agent.schedule(.appointment(in: tenant))
        try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 5))
            .isProblem(400, "appointment-ended")
        let notes = Body(["id": .string(appointment.id), "notes": .string("went well")])
        #expect(try await agent.put("/api/appointments/", notes).document()["notes"]?.text == "went well")
        let events = try await Collector.subscriber.events(3, about: appointment.id)
        #expect(
            events.map(\.delivery.routingKey) == [
                "appointment.scheduled.v1", "appointment.ended.v1", "appointment.updated.v1",
            ])
        let data = events[1].json?["data"]
        #expect(data?["previous"]?["state"]?.text == "PENDING")
        #expect(data?["current"]?["state"]?.text == "ENDED")
        #expect(data?["current"]?["endedAt"]?.text?.isEmpty == false)
        #expect(data?["current"]?["revision"]?.integer == 0)
        #expect(data?["actor"]?["id"]?.text == agent.id)
        try await ReadModels.follow(appointment.id, to: 3)
    }

    @Test func onlyItsAgents() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let appointment = try await service.schedule(.appointment(in: tenant, assigned: "agent-1"))
        try await Self.end(appointment, by: try await tenant.agent("agent-2")).isProblem(403, "forbidden")
        try await Self.end(appointment, by: try await Tenant().agent("agent-1")).isProblem(404, "not-found")
        for person in [service, try await tenant.supervisor()] {
            try await Self.end(appointment, by: person).isProblem(403, "forbidden")
        }
        #expect(try await Self.end(appointment, by: try await tenant.agent("agent-1")).status == 200)
    }
}
