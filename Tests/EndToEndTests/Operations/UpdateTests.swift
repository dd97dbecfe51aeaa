// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing

/// `PUT /api/appointments/`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct UpdateTests {
    private static let path = "/api/appointments/"

    /// The reference's own example body.
    private static func sample(_ id: String) -> Body {
        Body([
            "id": .string(id), "title": .string("Product installation review"),
            "notes": .string("CRM ref: 3nv-1gt-4rt"), "metadata": .object(["prop1": .object([:])]),
            "interaction": .object([
                "customFields": .object(["property1": .string("string"), "property2": .string("string")]),
                "routing": .object([
                    "properties": .object(["deploymentId": .string("c461a74-af3a-4b55-a461-bafbf077a34e")]),
                    "type": .string("GENESYS_CLOUD_FLOW"),
                ]),
                "state": .string("ENDED"),
            ]),
        ])
    }

    @Test func whatIsSaidIsReplacedWholly() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let sample = Self.sample(appointment.id)
        let updated = try Appointment(try await agent.put(Self.path, sample))
        #expect(updated.etag == "\"2\"")
        for name in ["title", "notes", "metadata"] {
            #expect(updated.document[name] == sample[name], "\(name)")
        }
        let interaction = updated.document["interaction"]
        #expect(interaction?["customFields"] == sample["interaction"]?["customFields"])
        #expect(interaction?["routing"]?.canonical == sample["interaction"]?["routing"]?.canonical)
        #expect(interaction?["state"]?.text == "PENDING")
        for name in ["start", "end", "timezone", "organizer", "participantIds", "notifications"] {
            #expect(updated.document[name] == appointment.document[name], "\(name)")
        }
        // What is missing is cleared.
        let cleared = try Appointment(try await agent.put(Self.path, Body(["id": .string(appointment.id)])))
        #expect(["title", "notes", "metadata"].allSatisfy { cleared.document[$0] == nil })
        #expect(cleared.document["interaction"]?["customFields"] == nil)
        #expect(
            cleared.document["interaction"]?["routing"] == .object(["type": .string("GENESYS_CLOUD_FLOW")]))
        let types = try await Collector.subscriber.events(3, about: appointment.id).map { $0.delivery.routingKey }
        #expect(types == ["appointment.scheduled.v1", "appointment.updated.v1", "appointment.updated.v1"])
    }

    @Test func theSameOnceMoreIsNoChange() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let first = try await agent.put(Self.path, Self.sample(appointment.id))
        let second = try await agent.put("/api/appointments", Self.sample(appointment.id))
        #expect(second.header("ETag") == "\"2\"")
        #expect(second.body == first.body)
        #expect(try await agent.delete(appointment.path).status == 204)
        let sequences = try await Collector.subscriber.events(3, about: appointment.id)
            .map { $0.json?["sequence"]?.text?.suffix(1) }
        #expect(sequences == ["1", "2", "3"])
    }

    @Test func faultsAreNamedAndVersionsGuarded() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await agent.put(Self.path, Body()).isInvalid(at: ["/id"])
        let bad = Body([
            "id": .string(appointment.id), "title": .string(String(repeating: "x", count: 256)),
            "notes": .number("1"), "metadata": .array([]),
            "interaction": .object([
                "customFields": .string("x"), "routing": .object(["type": .string("GENESYS_CLOUD_QUEUE")]),
            ]),
        ])
        try await agent.put(Self.path, bad).isInvalid(at: [
            "/title", "/notes", "/metadata", "/interaction/customFields", "/interaction/routing/properties",
        ])
        let sample = Self.sample(appointment.id)
        try await agent.put(Self.path, sample, ("If-Match", "\"7\"")).isProblem(412, "stale")
        #expect(try await agent.put(Self.path, sample, ("If-Match", appointment.etag)).status == 200)
        try await agent.put(Self.path, sample.with("id", .string("unknown"))).isProblem(404, "not-found")
    }

    @Test func aClientServiceUpdatesWhatItMade() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let own = try await service.schedule(.appointment(in: tenant, assigned: "agent-1"))
        #expect(try await service.put(Self.path, Self.sample(own.id)).status == 200)
        let agents = try await tenant.agent("agent-2").schedule(.appointment(in: tenant))
        try await service.put(Self.path, Self.sample(agents.id)).isProblem(403, "forbidden")
        try await tenant.agent("agent-2").put(Self.path, Self.sample(own.id)).isProblem(403, "forbidden")
        #expect(try await tenant.supervisor().put(Self.path, Self.sample(agents.id)).status == 200)
    }
}
