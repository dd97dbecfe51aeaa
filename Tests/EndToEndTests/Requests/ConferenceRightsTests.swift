// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// After the start, once an agent has joined, only those who have joined and supervisors change an appointment.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ConferenceRightsTests {
    @Test func whoIsNotThereMayChangeNothing() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let agent = try await tenant.agent()
        let body = Body.appointment(in: tenant, assigned: agent.id).with("start", .string(Moment.now(plus: 3)))
        let appointment = try await service.schedule(body)
        let conference = try await Conference(of: appointment)
        try await conference.tell("joined", agent.id, "AGENT")
        // The same once more changes nothing, so it can be asked until the appointment has begun.
        let update = Body(["id": .string(appointment.id)])
        try await Eventually.holds("the running conference") {
            let reply = try await service.put("/api/appointments/", update)
            if reply.status == 200 {
                return false
            }
            try reply.isProblem(403, "conference-running")
            return true
        }
        let move = Body.move(appointment.id, hours: 1)
        try await service.put("/api/appointments/reschedule/", move).isProblem(403, "conference-running")
        try await service.delete(appointment.path).isProblem(403, "conference-running")
        // Reading and activating are not restricted, and neither are those who joined or supervise.
        #expect(try await service.get(appointment.path).status == 200)
        let activation = "/api/appointments/activate/\(appointment.id)"
        #expect(try await Gateway.send("POST", activation, token: service.token).status == 200)
        #expect(try await agent.put("/api/appointments/", update).status == 200)
        #expect(try await tenant.supervisor().put("/api/appointments/", update).status == 200)
        try await conference.tell("left", agent.id, "AGENT")
        try await tenant.agent().put("/api/appointments/", update).isProblem(403, "forbidden")
        #expect(try await agent.put("/api/appointments/reschedule/", move).status == 200)
        // It lies ahead again.
        #expect(try await service.delete(appointment.path).status == 204)
    }
}
