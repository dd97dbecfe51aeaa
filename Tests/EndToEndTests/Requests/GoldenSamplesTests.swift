// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// The published examples, sent as requests and compared as answers, times and ids aside.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct GoldenSamplesTests {
    /// The example appointment, scheduled anew in an application of its own.
    private struct Scene {
        let tenant = Tenant()
        let supervisor: Person
        let service: Person
        let appointment: Appointment
        let start = Moment.at(hours: 1)
        let end = Moment.at(hours: 1, minutes: 5)

        /// - Parameter assigned: the example's agent, or another one where the example's is to join.
        init(assigned: String = GoldenSamples.userId) async throws {
            supervisor = try await tenant.supervisor("c59a1ee2-e71d-4370-9ac8-26de220104db")
            service = try await tenant.clientService()
            let sample = try GoldenSamples.parse(GoldenSamples.appointment)
            var body = Body(sample)
            // What the example answers beside this is the server's to say, and is ignored.
            body["applicationId"] = .string(tenant.id)
            body["start"] = .string(start)
            body["userId"] = .string(assigned)
            body["customer"] = try GoldenSamples.parse(GoldenSamples.customer)["customer"]
            appointment = try await service.schedule(body)
        }

        /// The request of an example, about the appointment here.
        func request(_ sample: String) throws -> Body {
            Body(try GoldenSamples.parse(sample)).with("id", .string(appointment.id))
        }

        /// The example's answer with the times and ids of here, its texts written canonically.
        func answer(locale: String) throws -> JSONValue {
            Body(try GoldenSamples.parse(GoldenSamples.appointment))
                .with("applicationId", .string(tenant.id)).with("id", .string(appointment.id))
                .with("start", .string(start)).with("end", .string(end)).with("duration", .string("PT5M"))
                .with("locale", .string(locale)).json
                .replacing(["notifications", "3", "period"], with: .string("PT5M"))
        }
    }

    /// The answer is the example's, all of its members and no others, but for who takes part.
    private func isExample(
        _ reply: Reply, _ scene: Scene, agents: [String], organizer: String, customers: Int = 1,
        locale: String = "en_US", _ location: SourceLocation = #_sourceLocation
    ) throws {
        let document = try reply.document(location)
        let people = ["organizer", "participantIds"]
        let expected = try scene.answer(locale: locale)
        #expect(
            Body(document).without(people).canonical == Body(expected).without(people).canonical,
            sourceLocation: location)
        let names = try GoldenSamples.parse(GoldenSamples.appointment).members?.map(\.name)
        #expect(document.members?.map(\.name) == names, sourceLocation: location)
        #expect(
            document["organizer"] == .object(["id": .string(organizer), "type": .string("AGENT")]),
            sourceLocation: location)
        let participants = document["participantIds"]?.elements ?? []
        #expect(participants.allSatisfy { $0.members?.map(\.name) == ["id", "type"] }, sourceLocation: location)
        let types = participants.compactMap { $0["type"]?.text }
        #expect(types.count { $0 == "CUSTOMER" } == customers, sourceLocation: location)
        let found = participants.filter { $0["type"]?.text == "AGENT" }.compactMap { $0["id"]?.text }
        #expect(found == agents, sourceLocation: location)
    }

    @Test func theExampleIsScheduledFoundAndListed() async throws {
        let scene = try await Scene()
        let agent = try await scene.tenant.agent(GoldenSamples.userId)
        for person in [scene.service, scene.supervisor, agent] {
            let found = try await person.get(scene.appointment.path)
            try isExample(found, scene, agents: [GoldenSamples.userId], organizer: GoldenSamples.userId)
            let list = try await person.get("/api/appointments/").document()
            let page = Body(try GoldenSamples.parse(GoldenSamples.page)).with("content", .array([try found.json]))
                .with("pageCount", .number("1")).with("total", .number("1")).with("sortField", .string("start"))
            #expect(list.canonical == page.json.canonical)
        }
        #expect(scene.appointment.document.canonical == (try await agent.get(scene.appointment.path).json.canonical))
    }

    @Test func theExampleIsUpdated() async throws {
        let scene = try await Scene()
        let cleared = Body(["id": .string(scene.appointment.id)])
        #expect(try await scene.supervisor.put("/api/appointments/", cleared).status == 200)
        let reply = try await scene.supervisor.put("/api/appointments/", try scene.request(GoldenSamples.update))
        try isExample(reply, scene, agents: [GoldenSamples.userId], organizer: GoldenSamples.userId)
    }

    @Test func theExampleIsRescheduled() async throws {
        let scene = try await Scene()
        let away = Body.move(scene.appointment.id, hours: 30)
        #expect(try await scene.supervisor.put("/api/appointments/reschedule/", away).status == 200)
        let back = try scene.request(GoldenSamples.reschedule).with("start", .string(scene.start))
        let reply = try await scene.supervisor.put("/api/appointments/reschedule/", back)
        try isExample(
            reply, scene, agents: [GoldenSamples.userId], organizer: GoldenSamples.userId, locale: "en-GB")
        // As the example is written, it lies in the past.
        let past = try scene.request(GoldenSamples.reschedule)
        try await scene.supervisor.put("/api/appointments/reschedule/", past).isInvalid(at: ["/start"])
    }

    @Test func theExamplesAgentIsAddedAndAddedAgain() async throws {
        let scene = try await Scene(assigned: "another-agent")
        let path = "/api/appointments/participants/agents/"
        let request = try scene.request(GoldenSamples.agent)
        let reply = try await scene.supervisor.post(path, request)
        let agents = ["another-agent", GoldenSamples.userId]
        try isExample(reply, scene, agents: agents, organizer: "another-agent")
        try await scene.supervisor.post(path, request).isProblem(409, "participant-present")
    }

    @Test func theExamplesAgentTakesOver() async throws {
        let scene = try await Scene(assigned: "another-agent")
        let reply = try await scene.supervisor.put(
            "/api/appointments/reassign/", try scene.request(GoldenSamples.agent))
        try isExample(reply, scene, agents: [GoldenSamples.userId], organizer: GoldenSamples.userId)
    }

    @Test func theExamplesCustomerIsAddedOnceAndDescribed() async throws {
        let scene = try await Scene()
        let path = "/api/appointments/participants/customers/"
        let request = try scene.request(GoldenSamples.customer)
        // The same username is there already.
        let same = try await scene.supervisor.post(path, request)
        try isExample(same, scene, agents: [GoldenSamples.userId], organizer: GoldenSamples.userId)
        let other = request.with(
            "customer", request["customer"]?.replacing(["username"], with: .string("ewingj@myorg.com")))
        let added = try await scene.supervisor.post(path, other)
        try isExample(added, scene, agents: [GoldenSamples.userId], organizer: GoldenSamples.userId, customers: 2)

        let customer = scene.appointment.participants("CUSTOMER")[0]
        let details = try await scene.supervisor.get(scene.appointment.participant(customer)).document()
        let expected = Body(try GoldenSamples.parse(GoldenSamples.participant)).with("id", .string(customer))
        #expect(details.canonical == expected.json.canonical)
    }

    @Test func theExampleIsActivatedAndEligible() async throws {
        let scene = try await Scene()
        let eligible = try await scene.service.get("/api/appointments/eligible/?timeFrame=P30D").document()
        let sample = try GoldenSamples.parse(GoldenSamples.eligible)
        let entries = try #require(eligible.elements)
        #expect(entries.count == 1)
        #expect(Set(entries[0].members?.map(\.name) ?? []) == Set(sample.elements?[0].members?.map(\.name) ?? []))
        #expect(entries[0]["id"]?.text == scene.appointment.id)
        #expect(entries[0]["start"]?.text == scene.start)
        #expect(entries[0]["timezone"]?.text == "Europe/Berlin")

        let path = "/api/appointments/activate/\(scene.appointment.id)"
        let ticket = try await scene.service.post(path, Body()).document()
        let activation = try GoldenSamples.parse(GoldenSamples.activation)
        #expect(Set(ticket.members?.map(\.name) ?? []) == Set(activation.members?.map(\.name) ?? []))
        #expect(ticket["type"] == activation["type"])
        #expect(ticket["url"]?.text?.contains("/q/") == true)
    }

    @Test func theExampleIsCounted() async throws {
        let scene = try await Scene()
        let agent = try await scene.tenant.agent()
        let second = Body.appointment(in: scene.tenant).with("start", .string(scene.start))
            .with("duration", .string("PT5M0s"))
        _ = try await agent.schedule(second)
        let start = scene.start.replacing(":", with: "%3A")
        let count = try await Person.nobody.get(
            "/api/appointments/count?applicationId=\(scene.tenant.id)&start=\(start)&timeFrame=PT10H"
        ).document()
        let entry = Body(try GoldenSamples.parse(GoldenSamples.count).elements?.first)
            .with("start", .string(scene.start)).with("end", .string(scene.end)).with("duration", .string("PT5M"))
        #expect(count.canonical == JSONValue.array([entry.json]).canonical)

        let overlap = "/api/appointments/overlap/count?applicationId=\(scene.tenant.id)&duration=PT5M&start="
        let free = Moment.at(hours: 1, minutes: 5).replacing(":", with: "%3A")
        #expect(
            try await Person.nobody.get(overlap + free).document().canonical
                == GoldenSamples.parse(GoldenSamples.overlap).canonical)
        #expect(try await Person.nobody.get(overlap + start).document()["count"]?.integer == 2)
    }
}

extension Body {
    /// The object without some of its members.
    fileprivate func without(_ names: [String]) -> JSONValue {
        names.reduce(self) { $0.with($1, nil) }.json
    }
}
