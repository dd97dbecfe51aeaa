// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Postgres
import Testing

/// `DELETE /api/appointments/{id}/participants/{pid}`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct RemoveParticipantTests {
    @Test func aCustomerWhoWasRemovedIsGone() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant))
        let added = try Appointment(
            try await agent.post(
                "/api/appointments/participants/customers/", .customer(Customer(), of: before.id)))
        let gone = added.participants("CUSTOMER")[1]
        let reply = try await agent.delete(before.participant(gone))
        let after = try Appointment(reply)
        #expect(after.participants("CUSTOMER") == before.participants("CUSTOMER"))
        #expect(after.etag == "\"3\"")
        #expect(try await agent.get(before.path).document() == after.document)
        try await agent.delete(before.participant(gone)).isProblem(404, "not-found")
        // This follows by the event's travel.
        try await Eventually.holds("404 of the details") {
            try await agent.get(before.participant(gone)).status == 404
        }
        // Kept for their last message, shown to nobody.
        #expect(
            try await Database.number(
                "select count(*) as value from participants.participants where id = \(gone)") == 1)
    }

    @Test func anAdditionalAgentWhoWasRemovedIsFree() async throws {
        let tenant = Tenant()
        let (agent, colleague) = (try await tenant.agent(), try await tenant.agent())
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let added = try await agent.post(
            "/api/appointments/participants/agents/", .agent(colleague.id, of: appointment.id))
        #expect(added.status == 200)
        let path = "\(appointment.participant(colleague.id))/"
        try await agent.delete(path, ("If-Match", "\"1\"")).isProblem(412, "stale")
        let first = try await agent.delete(path, ("If-Match", "\"2\""), ("Idempotency-Key", "k"))
        #expect(try Appointment(first).participants("AGENT") == [agent.id])
        #expect(try await agent.delete(path, ("If-Match", "\"2\""), ("Idempotency-Key", "k")).body == first.body)
        _ = try await colleague.schedule(.appointment(in: tenant))
        try await colleague.get(appointment.path).isProblem(403, "forbidden")
    }

    @Test func theAssignedAgentAndTheLastCustomerStay() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        for id in [agent.id, appointment.participants("CUSTOMER")[0]] {
            try await agent.delete(appointment.participant(id)).isProblem(400, "participant-required")
        }
        #expect(try await agent.get(appointment.path).document() == appointment.document)
    }

    @Test func whoTakesNoPartIsNotFoundAndOthersMayNotRemove() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let customer = appointment.participant(appointment.participants("CUSTOMER")[0])
        for id in ["unknown", "a%20b", String(repeating: "a", count: 200)] {
            try await agent.delete(appointment.participant(id)).isProblem(404, "not-found")
        }
        try await agent.delete("/api/appointments/unknown/participants/x").isProblem(404, "not-found")
        try await other.supervisor().delete(customer).isProblem(404, "not-found")
        try await tenant.agent().delete(customer).isProblem(403, "forbidden")
        try await appointment.end()
        try await agent.delete(customer).isProblem(400, "appointment-ended")
    }

    @Test func eachOfTheseActsIsOneEvent() async throws {
        let tenant = Tenant()
        let supervisor = try await tenant.supervisor()
        let appointment = try await supervisor.schedule(.appointment(in: tenant, assigned: "agent-1"))
        let id = appointment.id
        let customers = "/api/appointments/participants/customers/"
        let customer = Customer()
        let replies = [
            try await supervisor.put("/api/appointments/reassign/", .agent("agent-2", of: id)),
            // The same once more is no act.
            try await supervisor.put("/api/appointments/reassign/", .agent("agent-2", of: id)),
            try await supervisor.post("/api/appointments/participants/agents/", .agent("agent-3", of: id)),
            try await supervisor.post(customers, .customer(customer, of: id)),
            try await supervisor.post(customers, .customer(customer, of: id)),
            try await supervisor.delete(appointment.participant("agent-3")),
        ]
        #expect(replies.map(\.status) == Array(repeating: 200, count: 6))
        let events = try await Collector.subscriber.events(5, about: id)
        #expect(
            events.map { $0.delivery.routingKey } == [
                "appointment.scheduled.v1", "appointment.reassigned.v1", "appointment.participant_added.v1",
                "appointment.participant_added.v1", "appointment.participant_removed.v1",
            ])
        #expect(
            events.map { $0.json?["data"]?["current"]?["version"]?.integer } == [1, 2, 3, 4, 5])
        #expect(events.allSatisfy { $0.json?["data"]?["current"]?["revision"]?.integer == 0 })
        for event in events {
            let text = String(decoding: event.delivery.message.body, as: UTF8.self)
            #expect(customer.personalData.filter { $0 != "Ada" }.allSatisfy { !text.contains($0) })
        }
    }
}
