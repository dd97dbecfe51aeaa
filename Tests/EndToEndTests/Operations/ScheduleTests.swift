// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// `POST /api/appointments/`: who becomes what, and that what was sent is what is stored.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ScheduleTests {
    @Test func anAgentSchedulesForThemselves() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let document = appointment.document
        #expect(document["applicationId"]?.text == tenant.id)
        #expect(document["start"]?.text == Moment.at(hours: 0))
        #expect(document["end"]?.text == Moment.at(hours: 0, minutes: 30))
        #expect(document["duration"]?.text == "PT30M")
        #expect(document["timezone"]?.text == "Europe/Berlin")
        #expect(document["locale"]?.text == "en")
        #expect(document["interaction"]?["state"]?.text == "PENDING")
        #expect(document["interaction"]?["routing"]?["type"]?.text == "GENESYS_CLOUD_FLOW")
        #expect(document["notificationsActive"]?.bool == true)
        #expect(document["notifications"]?.elements?.first?["type"]?.text == "CREATE")
        #expect(document["organizer"]?["id"]?.text == agent.id)
        #expect(document["organizer"]?["type"]?.text == "AGENT")
        #expect(appointment.participants("AGENT") == [agent.id])
        #expect(appointment.participants("CUSTOMER").count == 1)
        #expect(appointment.etag == "\"1\"")
    }

    @Test func whatWasSentIsWhatIsRead() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        var body = Body.appointment(in: tenant)
        body["title"] = .string("Größe & <Maß> 🙂")
        body["notes"] = .string("first line\nsecond line")
        body["metadata"] = .object(["prop1": .object([]), "n": .number("1.50"), "list": .array([.null])])
        body["interaction"] = .object([
            "customFields": .object(["property1": .string("x")]), "state": .string("ENDED"),
            "routing": .object([
                "type": .string("GENESYS_CLOUD_QUEUE"), "properties": .object(["queueName": .string("sales")]),
            ]),
        ])
        body["locale"] = .string("en_US")
        body["duration"] = .string("PT60m1800S")
        body["start"] = .string(Moment.at(hours: 5).replacing("Z", with: "+00:00"))
        body["notifications"] = .array([])
        let scheduled = try await agent.schedule(body)
        let read = try Appointment(try await agent.get(scheduled.path))
        #expect(read.document == scheduled.document)
        #expect(read.document["title"]?.text == "Größe & <Maß> 🙂")
        #expect(read.document["notes"]?.text == "first line\nsecond line")
        #expect(read.document["metadata"]?.canonical == body["metadata"]?.canonical)
        #expect(read.document["interaction"]?["customFields"]?["property1"]?.text == "x")
        #expect(read.document["interaction"]?["routing"]?["type"]?.text == "GENESYS_CLOUD_QUEUE")
        #expect(read.document["interaction"]?["routing"]?["properties"]?["queueName"]?.text == "sales")
        #expect(read.document["interaction"]?["state"]?.text == "PENDING")
        #expect(read.document["locale"]?.text == "en_US")
        #expect(read.document["duration"]?.text == "PT1H30M")
        #expect(read.document["start"]?.text == Moment.at(hours: 5))
        #expect(read.document["notifications"]?.elements == [])
    }

    @Test func aSupervisorOrganizesWithoutTakingPart() async throws {
        let tenant = Tenant()
        let supervisor = try await tenant.supervisor()
        let assigned = try await supervisor.schedule(.appointment(in: tenant, assigned: "agent-1"))
        let unassigned = try await supervisor.schedule(.appointment(in: tenant))
        for appointment in [assigned, unassigned] {
            #expect(appointment.document["organizer"]?["id"]?.text == supervisor.id)
            #expect(appointment.document["organizer"]?["type"]?.text == "AGENT")
        }
        #expect(assigned.participants("AGENT") == ["agent-1"])
        #expect(unassigned.participants("AGENT") == [])
    }

    @Test func aClientServiceMakesTheAgentOrTheFirstCustomerTheOrganizer() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let assigned = try await service.schedule(.appointment(in: tenant, assigned: "agent-1"))
        #expect(assigned.document["organizer"]?["id"]?.text == "agent-1")
        #expect(assigned.participants("AGENT") == ["agent-1"])
        var body = Body.appointment(in: tenant)
        body["customer"] = nil
        body["customers"] = .array([Customer().json, Customer().json, Customer().json])
        let unassigned = try await service.schedule(body)
        #expect(unassigned.participants("CUSTOMER").count == 3)
        #expect(unassigned.document["organizer"]?["type"]?.text == "CUSTOMER")
        #expect(unassigned.document["organizer"]?["id"]?.text == unassigned.participants("CUSTOMER").first)
        #expect(unassigned.participants("AGENT") == [])
    }

    @Test func theApplicationMayBeLeftOutWhereTheTokenHasOnlyOne() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let body = Body.appointment(in: tenant).with("applicationId", nil)
        #expect(try await agent.schedule(body).document["applicationId"]?.text == tenant.id)
        let token = try await Tokens.shared.token(
            ["AGENT"], user: agent.id, applications: [tenant.id, "\(tenant.id)b"])
        let reply = try await Person(id: agent.id, token: token).post("/api/appointments/", body)
        try reply.isInvalid(at: ["/applicationId"])
    }

    @Test func membersThatAreTheServersAreIgnored() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        var body = Body.appointment(in: tenant)
        for name in ["id", "createdBy", "organizer", "participantIds", "conferenceId", "state", "end", "__proto__"] {
            body[name] = .string("00000000-0000-4000-8000-000000000000")
        }
        body["version"] = .number("77")
        let appointment = try await agent.schedule(body)
        #expect(appointment.id != "00000000-0000-4000-8000-000000000000")
        #expect(appointment.etag == "\"1\"")
        #expect(appointment.document["organizer"]?["id"]?.text == agent.id)
        #expect(appointment.document["end"]?.text == Moment.at(hours: 0, minutes: 30))
        #expect(!(try await agent.get(appointment.path)).text.contains("00000000-0000-4000-8000-000000000000"))
    }

    @Test func anAgentMayNotScheduleForSomebodyElse() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let other = try await agent.post("/api/appointments/", .appointment(in: tenant, assigned: "somebody"))
        try other.isProblem(403, "forbidden")
        _ = try await agent.schedule(.appointment(in: tenant, assigned: agent.id))
        #expect(try await Database.appointments(of: tenant) == 1)
    }

    @Test func anotherApplicationIsForbidden() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let supervisor = try await tenant.supervisor()
        try await supervisor.post("/api/appointments/", .appointment(in: other)).isProblem(403, "forbidden")
        #expect(try await Database.appointments(of: other) == 0)
    }

    @Test func theStartLiesAheadButNotTooFar() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        for start in [Moment.now(plus: -60), Moment.now(plus: 11 * 366 * 86_400), "1969-12-31T23:59:59Z"] {
            let body = Body.appointment(in: tenant).with("start", .string(start))
            try await agent.post("/api/appointments/", body).isInvalid(at: ["/start"])
        }
        #expect(try await Database.appointments(of: tenant) == 0)
    }
}
