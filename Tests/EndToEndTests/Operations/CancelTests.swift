// SPDX-License-Identifier: Apache-2.0
import Testing

/// `DELETE /api/appointments/{id}`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct CancelTests {
    @Test func aCancelledAppointmentIsGone() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let pid = appointment.participants("CUSTOMER")[0]
        let reply = try await agent.delete("\(appointment.path)/")
        #expect(reply.status == 204)
        #expect(reply.body == [])
        try await agent.get(appointment.path).isProblem(404, "not-found")
        try await agent.delete(appointment.path).isProblem(404, "not-found")
        try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 1))
            .isProblem(404, "not-found")
        // These follow by the event's travel.
        for path in [appointment.iCalendar, appointment.google, appointment.participant(pid)] {
            try await Eventually.holds("404 of \(path)") { try await agent.get(path).status == 404 }
        }
        // The row stays for audit.
        #expect(try await Database.appointments(of: tenant) == 1)
    }

    @Test func theSlotIsFreeAgain() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await agent.post("/api/appointments/", .appointment(in: tenant)).isProblem(409, "slot-taken")
        #expect(try await agent.delete(appointment.path).status == 204)
        _ = try await agent.schedule(.appointment(in: tenant))
    }

    @Test func aRepeatWithTheSameKeyIsAnsweredTheSame() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        for _ in 0..<3 {
            #expect(try await agent.delete(appointment.path, ("Idempotency-Key", "cancel-1")).status == 204)
        }
        try await agent.delete(appointment.path, ("Idempotency-Key", "cancel-2")).isProblem(404, "not-found")
        try await agent.delete(appointment.path).isProblem(404, "not-found")
    }

    @Test func ifMatchGuardsTheCancellation() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await agent.delete(appointment.path, ("If-Match", "\"9\"")).isProblem(412, "stale")
        #expect(try await agent.get(appointment.path).status == 200)
        #expect(try await agent.delete(appointment.path, ("If-Match", appointment.etag)).status == 204)
    }

    @Test func onlyThoseWhoMayCancel() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await tenant.agent().delete(appointment.path).isProblem(403, "forbidden")
        try await other.agent(agent.id).delete(appointment.path).isProblem(404, "not-found")
        try await other.supervisor().delete(appointment.path).isProblem(404, "not-found")
        #expect(try await agent.get(appointment.path).status == 200)
        #expect(try await tenant.clientService().delete(appointment.path).status == 204)
    }
}
