// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// `GET /api/appointments/`: pages, order and filters.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ListTests {
    private static let path = "/api/appointments/"

    private static func ids(_ reply: Reply) throws -> [String] {
        try reply.document()
        return try reply.texts("id", of: "content")
    }

    /// Five appointments of an agent's: on five hours, with five lengths that fall while the starts rise.
    private static func five(_ tenant: Tenant, _ agent: Person) async throws -> [String] {
        var ids: [String] = []
        for hour in 0..<5 {
            let body = Body.appointment(in: tenant, hours: hour).with("duration", .string("PT\(50 - hour * 5)M"))
            ids.append(try await agent.schedule(body).id)
        }
        return ids
    }

    @Test func nothingIsAnEmptyPage() async throws {
        let agent = try await Tenant().agent()
        for path in ["/api/appointments", "/api/appointments/"] {
            let page = try await agent.get(path).document()
            #expect(page["content"]?.elements == [])
            #expect(page["total"]?.integer == 0)
            #expect(page["pageCount"]?.integer == 0)
            #expect(page["pageNumber"]?.integer == 1)
            #expect(page["pageSize"]?.integer == 25)
            #expect(page["sortField"]?.text == "start")
            #expect(page["sortOrder"]?.text == "asc")
        }
    }

    @Test func entriesAreWholeDocumentsInTheOrderOfTheirStart() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let ids = try await Self.five(tenant, agent)
        let reply = try await agent.get(Self.path)
        #expect(try Self.ids(reply) == ids)
        let entries = try reply.json["content"]?.elements ?? []
        for (entry, id) in zip(entries, ids) {
            #expect(try await agent.get("/api/appointments/\(id)").document() == entry)
        }
    }

    @Test func aPageIsACutOfTheWhole() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let ids = try await Self.five(tenant, agent)
        for (number, expected) in [(1, ids[0...1]), (2, ids[2...3]), (3, ids[4...4]), (4, ids[5...])] {
            let reply = try await agent.get("\(Self.path)?pageSize=2&pageNumber=\(number)")
            #expect(try Self.ids(reply) == Array(expected))
            #expect(try reply.json["total"]?.integer == 5)
            #expect(try reply.json["pageCount"]?.integer == 3)
            #expect(try reply.json["pageNumber"]?.integer == Int64(number))
            #expect(try reply.json["pageSize"]?.integer == 2)
        }
    }

    @Test(arguments: ["start", "end", "duration", "id"])
    func theOrderIsTheOneAskedFor(field: String) async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let ids = try await Self.five(tenant, agent)
        let rising =
            switch field {
            case "duration": Array(ids.reversed())
            case "id": ids.sorted()
            default: ids
            }
        let ascending = try await agent.get("\(Self.path)?sortField=\(field)&sortOrder=asc")
        #expect(try Self.ids(ascending) == rising)
        let descending = try await agent.get("\(Self.path)?sortField=\(field)&sortOrder=desc")
        #expect(try Self.ids(descending) == rising.reversed())
        #expect(try descending.json["sortField"]?.text == field)
        #expect(try descending.json["sortOrder"]?.text == "desc")
    }

    @Test func filtersAndTogether() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let ids = try await Self.five(tenant, agent)
        #expect(try Self.ids(try await agent.get("\(Self.path)?duration=PT45M,pt2400s")) == [ids[1], ids[2]])
        // Both bounds belong to the range: start at the first, end at the second.
        let range = "\(Moment.at(hours: 1)),\(Moment.at(hours: 2, minutes: 40))"
        #expect(try Self.ids(try await agent.get("\(Self.path)?range=\(range)")) == [ids[1], ids[2]])
        let both = "\(Self.path)?range=\(range)&duration=PT40M&applicationId=\(tenant.id)"
        #expect(try Self.ids(try await agent.get(both)) == [ids[2]])
        let narrower = "\(Moment.at(hours: 1)),\(Moment.at(hours: 2, minutes: 39))"
        #expect(try Self.ids(try await agent.get("\(Self.path)?range=\(narrower)")) == [ids[1]])
    }

    @Test func theOrganizerFilterCountsForSupervisorsOnly() async throws {
        let tenant = Tenant()
        let (one, two) = (try await tenant.agent(), try await tenant.agent())
        let first = try await one.schedule(.appointment(in: tenant)).id
        let second = try await two.schedule(.appointment(in: tenant, hours: 1)).id
        let supervisor = try await tenant.supervisor()
        let path = "\(Self.path)?organizerId=\(two.id)"
        #expect(try Self.ids(try await supervisor.get(path)) == [second])
        #expect(try Self.ids(try await supervisor.get("\(path),\(one.id)")) == [first, second])
        #expect(try Self.ids(try await one.get(path)) == [first])
    }

    @Test func eachRoleSeesItsOwn() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let agent = try await tenant.agent()
        let service = try await tenant.clientService()
        let own = try await agent.schedule(.appointment(in: tenant)).id
        let booked = try await service.schedule(.appointment(in: tenant, hours: 1, assigned: agent.id)).id
        let foreign = try await service.schedule(.appointment(in: tenant, hours: 2, assigned: "somebody-else")).id
        _ = try await other.agent(agent.id).schedule(.appointment(in: other, hours: 3))
        #expect(try Self.ids(try await agent.get(Self.path)) == [own, booked])
        #expect(try Self.ids(try await service.get(Self.path)) == [booked, foreign])
        #expect(try Self.ids(try await tenant.supervisor().get(Self.path)) == [own, booked, foreign])
        try await agent.get("\(Self.path)?applicationId=\(other.id)").isProblem(403, "forbidden")
    }

    @Test func cancelledOnesAreLeftOut() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let ids = try await Self.five(tenant, agent)
        #expect(try await agent.delete("/api/appointments/\(ids[2])").status == 204)
        let reply = try await agent.get(Self.path)
        #expect(try Self.ids(reply) == [ids[0], ids[1], ids[3], ids[4]])
        #expect(try reply.json["total"]?.integer == 4)
    }

    @Test(arguments: [
        ("pageNumber=0", "/pageNumber"), ("pageNumber=x", "/pageNumber"), ("pageSize=0", "/pageSize"),
        ("pageSize=201", "/pageSize"), ("pageSize=2147483648", "/pageSize"), ("pageNumber=1.0", "/pageNumber"),
        ("pageNumber=%2B1", "/pageNumber"), ("pageNumber=99999999999999999999", "/pageNumber"),
        ("sortField=title", "/sortField"), ("sortOrder=up", "/sortOrder"), ("duration=1h", "/duration"),
        ("range=2022-01-31T19:00:00Z", "/range"), ("range=a,b", "/range"),
        ("range=2022-01-31T19:00:00Z,2022-02-30T19:00:00Z", "/range"), ("applicationId=a%20b", "/applicationId"),
        ("pageSize=%00", "/pageSize"), ("pageSize=%ff", "/pageSize"), ("pageSize=1&pageSize=2", "/pageSize"),
    ])
    func badValuesAreNamed(query: String, pointer: String) async throws {
        try await Tenant().agent("lister").get("\(Self.path)?\(query)").isInvalid(at: [pointer])
    }

    @Test func allBadValuesAreNamedAtOnce() async throws {
        let query = "pageNumber=0&pageSize=0&sortField=x&sortOrder=x&duration=x&range=x"
        try await Tenant().agent("lister").get("\(Self.path)?\(query)")
            .isInvalid(at: ["/pageNumber", "/pageSize", "/sortField", "/sortOrder", "/duration", "/range"])
    }
}
