// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// `GET /api/appointments/{id}/participants/{pid}`: who sees whose details.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ParticipantTests {
    /// An appointment with two customers and an agent.
    private struct Meeting {
        let tenant = Tenant()
        let customers = [Customer(), Customer()]
        let agent: Person
        let appointment: Appointment
        let ids: [String]

        init() async throws {
            agent = try await tenant.agent()
            var body = Body.appointment(in: tenant)
            body["customer"] = nil
            body["customers"] = .array(customers.map(\.json))
            appointment = try await agent.schedule(body)
            ids = appointment.participants("CUSTOMER")
            try #require(ids.count == 2)
        }

        func path(_ index: Int) -> String { appointment.participant(ids[index]) }

        func full(_ index: Int) -> [UInt8] {
            let members = customers[index].json.members ?? []
            let own: [JSONValue.Member] = [
                .init(name: "id", value: .string(ids[index])), .init(name: "type", value: .string("CUSTOMER")),
            ]
            return JSONValue.object(members + own).canonical
        }

        func bare(_ index: Int) -> [UInt8] {
            JSONValue.object(["id": .string(ids[index]), "type": .string("CUSTOMER")]).canonical
        }
    }

    @Test func supervisorsAndTheAppointmentsAgentsReadDetailsAtOnce() async throws {
        let meeting = try await Meeting()
        for person in [meeting.agent, try await meeting.tenant.supervisor()] {
            for index in 0...1 {
                #expect(try await person.get(meeting.path(index)).document().canonical == meeting.full(index))
                #expect(try await person.get("\(meeting.path(index))/").document().canonical == meeting.full(index))
            }
        }
    }

    @Test func anAgentOfTheTenantWhoTakesNoPartIsForbidden() async throws {
        let meeting = try await Meeting()
        try await meeting.tenant.agent().get(meeting.path(0)).isProblem(403, "forbidden")
    }

    @Test func anotherTenantFindsNothing() async throws {
        let meeting = try await Meeting()
        let other = Tenant()
        try await other.agent(meeting.agent.id).get(meeting.path(0)).isProblem(404, "not-found")
        try await other.supervisor().get(meeting.path(0)).isProblem(404, "not-found")
    }

    @Test func aCustomerReadsTheirOwnDetailsAndOthersOnlyByIdAndType() async throws {
        let meeting = try await Meeting()
        let conference = try await meeting.appointment.conference()
        let customer = try await meeting.tenant.customer(meeting.ids[0], conference: conference)
        #expect(try await customer.get(meeting.path(0)).document().canonical == meeting.full(0))
        #expect(try await customer.get(meeting.path(1)).document().canonical == meeting.bare(1))
        let agent = try await customer.get(meeting.appointment.participant(meeting.agent.id)).document()
        #expect(agent["type"]?.text == "AGENT")
    }

    @Test func aCustomerOfAnotherConferenceIsForbiddenWhateverTheyAskFor() async throws {
        let (meeting, elsewhere) = (try await Meeting(), try await Meeting())
        let conference = try await elsewhere.appointment.conference()
        let customer = try await meeting.tenant.customer(meeting.ids[0], conference: conference)
        try await customer.get(meeting.path(0)).isProblem(403, "forbidden")
        try await customer.get(meeting.appointment.path).isProblem(403, "forbidden")
        try await customer.get("/api/appointments/unknown/participants/unknown").isProblem(403, "forbidden")
        try await customer.get("/api/appointments/unknown").isProblem(403, "forbidden")
        let lost = try await meeting.tenant.person(["CUSTOMER"], meeting.ids[0])
        try await lost.get(meeting.path(0)).isProblem(403, "forbidden")
        try await lost.get(meeting.appointment.path).isProblem(403, "forbidden")
    }

    @Test func anAgentIsAnsweredByIdAndType() async throws {
        let meeting = try await Meeting()
        let reply = try await meeting.agent.get(meeting.appointment.participant(meeting.agent.id)).document()
        #expect(reply["id"]?.text == meeting.agent.id)
        #expect(reply["type"]?.text == "AGENT")
    }

    @Test func whoDoesNotTakePartIsNotFound() async throws {
        let (meeting, elsewhere) = (try await Meeting(), try await Meeting())
        for id in ["unknown", "a%00b", elsewhere.ids[0], elsewhere.agent.id, String(repeating: "a", count: 200)] {
            try await meeting.agent.get(meeting.appointment.participant(id)).isProblem(404, "not-found")
        }
        try await meeting.agent.get("/api/appointments/unknown/participants/\(meeting.ids[0])")
            .isProblem(404, "not-found")
    }

    @Test func aCustomerMayReadTheAppointmentOfTheirConferenceUntilItIsCancelled() async throws {
        let meeting = try await Meeting()
        let conference = try await meeting.appointment.conference()
        let customer = try await meeting.tenant.customer(meeting.ids[0], conference: conference)
        #expect(try await customer.get(meeting.appointment.path).status == 200)
        #expect(try await meeting.agent.delete(meeting.appointment.path).status == 204)
        try await customer.get(meeting.appointment.path).isProblem(404, "not-found")
    }
}
