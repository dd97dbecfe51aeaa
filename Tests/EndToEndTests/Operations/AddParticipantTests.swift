// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// `POST /api/appointments/participants/agents/` and `…/customers/`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct AddParticipantTests {
    private static let agents = "/api/appointments/participants/agents/"
    private static let customers = "/api/appointments/participants/customers/"

    @Test func anAddedAgentTakesPartAndIsBusy() async throws {
        let tenant = Tenant()
        let (agent, colleague) = (try await tenant.agent(), try await tenant.agent())
        let before = try await agent.schedule(.appointment(in: tenant))
        let after = try Appointment(try await agent.post(Self.agents, .agent(colleague.id, of: before.id)))
        #expect(after.etag == "\"2\"")
        #expect(after.participants("AGENT") == [agent.id, colleague.id])
        #expect(after.document["organizer"] == before.document["organizer"])
        #expect(try await colleague.get(before.path).document() == after.document)
        try await colleague.post("/api/appointments/", .appointment(in: tenant)).isProblem(409, "slot-taken")
        try await agent.post(Self.agents, .agent(colleague.id, of: before.id)).isProblem(409, "participant-present")
        let path = before.participant(colleague.id)
        try await Eventually.holds("the added agent") { try await agent.get(path).status == 200 }
        #expect(try await agent.get(path).document()["type"]?.text == "AGENT")
    }

    @Test func aBusyAgentIsRefusedWithTimesAtWhichAllAreFree() async throws {
        let tenant = Tenant()
        let (agent, colleague) = (try await tenant.agent(), try await tenant.agent())
        let appointment = try await agent.schedule(.appointment(in: tenant))
        _ = try await colleague.schedule(.appointment(in: tenant))
        _ = try await agent.schedule(.appointment(in: tenant, hours: 1))
        let problem = try await agent.post(Self.agents, .agent(colleague.id, of: appointment.id))
            .isProblem(409, "slot-taken")
        let offers = problem["alternatives"]?.elements?.compactMap(\.text)
        #expect(offers?.prefix(2) == [Moment.at(hours: 0, minutes: 30), Moment.at(hours: 1, minutes: 30)])
        #expect(try await agent.get(appointment.path).document() == appointment.document)
    }

    @Test func anAddedCustomersDetailsAreReadAtOnceAndTheyAreInvited() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let before = try await agent.schedule(.appointment(in: tenant))
        let customer = Customer()
        let after = try Appointment(try await agent.post(Self.customers, .customer(customer, of: before.id)))
        #expect(after.etag == "\"2\"")
        let ids = after.participants("CUSTOMER")
        try #require(ids.count == 2)
        #expect(ids[0] == before.participants("CUSTOMER")[0])
        let details = try await agent.get(before.participant(ids[1])).document()
        #expect(details["username"]?.text == customer.username)
        #expect(details["contact"]?["primaryEmail"]?.text == customer.email)
        let own = try await tenant.customer(ids[1], conference: try await before.conference())
        #expect(try await own.get(before.participant(ids[1])).document() == details)
        let mail = try await Sink.mails(to: customer.email)[0]
        #expect(try mail.part("text/calendar").parameters["method"] == "REQUEST")
        // Once.
        try await ReadModels.follow(before.id, to: 2)
        #expect(try Sink.count(to: customer.email) == 1)
    }

    @Test func aUsernameThatTakesPartIsNotAddedAgain() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let (first, second) = (Customer(), Customer())
        let before = try await agent.schedule(.appointment(in: tenant, customer: first))
        let same = try await agent.post(Self.customers, .customer(first, of: before.id))
        #expect(try same.document() == before.document)
        #expect(same.header("ETag") == before.etag)
        let added = try await agent.post(Self.customers, .customer(second, of: before.id))
        let again = try await agent.post(Self.customers, .customer(second, of: before.id))
        #expect(try added.document() == again.document())
        #expect(again.header("ETag") == "\"2\"")
    }

    @Test func whoIsAddedByManyAtOnceIsThereOnce() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let id = try await agent.schedule(.appointment(in: tenant)).id
        let body = Body.customer(Customer(), of: id).bytes
        let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    try await Gateway.send(
                        "POST", Self.customers, token: agent.token, body: body, through: Gateway.eager)
                }
            }
            return try await group.reduce(into: [Reply]()) { $0.append($1) }
        }
        #expect(replies.allSatisfy { $0.status == 200 }, "\(replies.map(\.status))")
        let after = try Appointment(try await agent.get("/api/appointments/\(id)"))
        #expect(after.participants("CUSTOMER").count == 2)
        #expect(after.etag == "\"2\"")
    }

    @Test func aRepeatWithItsKeyAddsNobodyMore() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let id = try await agent.schedule(.appointment(in: tenant)).id
        // Without a username, only the key tells that it is the same person.
        let body = Body(["id": .string(id), "customer": .object(["name": .object(["firstName": .string("Sue")])])])
        let first = try await agent.post(Self.customers, body, ("Idempotency-Key", "k"))
        for _ in 0..<3 {
            #expect(try await agent.post(Self.customers, body, ("Idempotency-Key", "k")).body == first.body)
        }
        #expect(try Appointment(first).participants("CUSTOMER").count == 2)
        let key = ("Idempotency-Key", "agent")
        let added = try await agent.post(Self.agents, .agent("agent-1", of: id), key)
        #expect(added.status == 200)
        #expect(try await agent.post(Self.agents, .agent("agent-1", of: id), key).body == added.body)
    }

    @Test func faultsAndForeignAppointments() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await agent.post(Self.agents, Body()).isInvalid(at: ["/id", "/userId"])
        try await agent.post(Self.customers, Body()).isInvalid(at: ["/id", "/customer"])
        let bad = Body([
            "id": .string(appointment.id),
            "customer": .object(["contact": .object(["primaryEmail": .string("x"), "primaryPhone": .string("x")])]),
        ])
        try await agent.post(Self.customers, bad)
            .isInvalid(at: ["/customer/contact/primaryEmail", "/customer/contact/primaryPhone"])
        for (path, body) in [
            (Self.agents, Body.agent("x", of: appointment.id)),
            (Self.customers, Body.customer(Customer(), of: appointment.id)),
        ] {
            try await agent.post(path, body.with("id", .string("unknown"))).isProblem(404, "not-found")
            try await other.supervisor().post(path, body).isProblem(404, "not-found")
            try await tenant.agent().post(path, body).isProblem(403, "forbidden")
            try await agent.post(path, body, ("If-Match", "\"7\"")).isProblem(412, "stale")
        }
        try await appointment.end()
        try await agent.post(Self.agents, .agent("x", of: appointment.id)).isProblem(400, "appointment-ended")
        try await agent.post(Self.customers, .customer(Customer(), of: appointment.id))
            .isProblem(400, "appointment-ended")
    }
}
