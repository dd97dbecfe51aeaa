// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// `GET /api/appointments/{id}`: the same document for everybody who may see it, at once after it was written.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct FindTests {
    @Test func everybodyConcernedReadsTheSameDocumentAtOnce() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let service = try await tenant.clientService()
        let scheduled = try await service.schedule(.appointment(in: tenant, assigned: agent.id))
        let customer = try await tenant.customer(
            scheduled.participants("CUSTOMER")[0], conference: try await scheduled.conference())
        for person in [agent, service, try await tenant.supervisor(), customer] {
            for path in [scheduled.path, "\(scheduled.path)/"] {
                let reply = try await person.get(path)
                #expect(try reply.document() == scheduled.document)
                #expect(reply.header("ETag") == scheduled.etag)
            }
        }
    }

    @Test func anUnchangedAppointmentIsNotSentAgain() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        for condition in [appointment.etag, "*", "\"0\", \(appointment.etag)"] {
            let reply = try await agent.get(appointment.path, ("If-None-Match", condition))
            #expect(reply.status == 304)
            #expect(reply.body == [])
            #expect(reply.header("ETag") == appointment.etag)
        }
        #expect(try await agent.get(appointment.path, ("If-None-Match", "\"0\"")).status == 200)
    }

    @Test(arguments: [
        "00000000-0000-4000-8000-000000000000", "x", "..", "a%00b", "%2e%2e", "a%2Fb", "%ff", "'%20or%201=1--",
        String(repeating: "a", count: 129), "slots", "%F0%9F%98%80",
    ])
    func whatIsNoAppointmentIsNotFound(id: String) async throws {
        let tenant = Tenant()
        for person in [
            try await tenant.agent("a"), try await tenant.supervisor("s"), try await tenant.clientService("c"),
        ] {
            try await person.get("/api/appointments/\(id)").isProblem(404, "not-found")
        }
    }

    @Test func aBareTokenIsAccepted() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let token = try #require(agent.token)
        let reply = try await Person.nobody.get(appointment.path, ("Authorization", token))
        #expect(try reply.document() == appointment.document)
    }

    @Test func theRequestIdOfTheCallerIsEchoed() async throws {
        let agent = try await Tenant().agent()
        let reply = try await agent.get("/api/appointments/none", ("X-Request-Id", "my-request.1"))
        #expect(try reply.isProblem(404, "not-found")["instance"]?.text == "my-request.1")
        let made = try await agent.get("/api/appointments/none", ("X-Request-Id", "no good"))
        #expect(try made.isProblem(404, "not-found")["instance"]?.text != "no good")
    }
}
