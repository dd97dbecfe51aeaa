// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// `PUT /api/appointments/reassign/`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ReassignTests {
    private static let path = "/api/appointments/reassign/"

    @Test func theAppointmentIsTheNewAgentsAtOnce() async throws {
        let tenant = Tenant()
        let (old, new) = (try await tenant.agent(), try await tenant.agent())
        let before = try await old.schedule(.appointment(in: tenant))
        let after = try Appointment(try await old.put(Self.path, .agent(new.id, of: before.id)))
        #expect(after.etag == "\"2\"")
        #expect(after.participants("AGENT") == [new.id])
        #expect(after.participants("CUSTOMER") == before.participants("CUSTOMER"))
        #expect(after.document["organizer"]?["id"]?.text == new.id)
        #expect(after.document["start"] == before.document["start"])
        #expect(try await new.get(before.path).document() == after.document)
        try await old.get(before.path).isProblem(403, "forbidden")
        // The one is free then, the other is not.
        _ = try await old.schedule(.appointment(in: tenant))
        try await new.post("/api/appointments/", .appointment(in: tenant)).isProblem(409, "slot-taken")
        // Whose people's details are to be seen follows by the event's travel.
        let details = before.participant(before.participants("CUSTOMER")[0])
        try await Eventually.holds("details for the new agent") { try await new.get(details).status == 200 }
        try await old.get(details).isProblem(403, "forbidden")
        try await ReadModels.follow(before.id, to: 2)
    }

    @Test func theSameAgentAgainIsNoNewVersion() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant))
        let reply = try await agent.put(Self.path, .agent(agent.id, of: before.id))
        #expect(try reply.document() == before.document)
        #expect(reply.header("ETag") == before.etag)
    }

    @Test func aSupervisorAssignsWhatNobodyHadAndMergesWhoIsThere() async throws {
        let tenant = Tenant()
        let supervisor = try await tenant.supervisor()
        let before = try await supervisor.schedule(.appointment(in: tenant))
        #expect(before.participants("AGENT") == [])
        _ = try Appointment(try await supervisor.put(Self.path, .agent("agent-1", of: before.id)))
        let added = try Appointment(
            try await supervisor.post("/api/appointments/participants/agents/", .agent("agent-2", of: before.id)))
        #expect(added.participants("AGENT") == ["agent-1", "agent-2"])
        let merged = try Appointment(try await supervisor.put(Self.path, .agent("agent-2", of: before.id)))
        #expect(merged.participants("AGENT") == ["agent-2"])
        #expect(merged.document["organizer"]?["id"]?.text == "agent-2")
    }

    @Test func anOccupiedAgentIsRefusedAndNothingChanges() async throws {
        let tenant = Tenant()
        let (one, two) = (try await tenant.agent(), try await tenant.agent())
        let appointment = try await one.schedule(.appointment(in: tenant))
        _ = try await two.schedule(.appointment(in: tenant))
        let problem = try await one.put(Self.path, .agent(two.id, of: appointment.id)).isProblem(409, "slot-taken")
        #expect(problem["alternatives"]?.elements?.first?.text == Moment.at(hours: 0, minutes: 30))
        #expect(try await one.get(appointment.path).document() == appointment.document)
        try await one.post("/api/appointments/", .appointment(in: tenant)).isProblem(409, "slot-taken")
    }

    @Test func ifMatchAndKeysAreHonoured() async throws {
        let tenant = Tenant()
        let supervisor = try await tenant.supervisor()
        let id = try await supervisor.schedule(.appointment(in: tenant, assigned: "agent-1")).id
        let body = Body.agent("agent-2", of: id)
        try await supervisor.put(Self.path, body, ("If-Match", "\"2\"")).isProblem(412, "stale")
        let first = try await supervisor.put(Self.path, body, ("If-Match", "\"1\""), ("Idempotency-Key", "k"))
        #expect(first.status == 200)
        #expect(try await supervisor.put(Self.path, .agent("agent-3", of: id)).status == 200)
        let again = try await supervisor.put(Self.path, body, ("If-Match", "\"1\""), ("Idempotency-Key", "k"))
        #expect(again.body == first.body)
        try await supervisor.put(Self.path, .agent("agent-4", of: id), ("Idempotency-Key", "k"))
            .isProblem(422, "idempotency-key-reused")
    }

    @Test func faultsAndForeignAppointments() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await agent.put(Self.path, Body()).isInvalid(at: ["/id", "/userId"])
        try await agent.put(Self.path, .agent("a b", of: appointment.id)).isInvalid(at: ["/userId"])
        try await agent.put(Self.path, .agent("x", of: "unknown")).isProblem(404, "not-found")
        try await other.supervisor().put(Self.path, .agent("x", of: appointment.id)).isProblem(404, "not-found")
        try await tenant.agent().put(Self.path, .agent("x", of: appointment.id)).isProblem(403, "forbidden")
        try await agent.put(Self.path, .agent(appointment.participants("CUSTOMER")[0], of: appointment.id))
            .isProblem(409, "participant-present")
        try await appointment.end()
        try await agent.put(Self.path, .agent("x", of: appointment.id)).isProblem(400, "appointment-ended")
    }
}
