// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// `Idempotency-Key`: a repeat is answered, not done again.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct IdempotencyTests {
    @Test func aRepeatGetsTheSameAnswerAndThereIsOneEvent() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let body = Body.appointment(in: tenant)
        let first = try await agent.post("/api/appointments/", body, ("Idempotency-Key", "k"))
        let appointment = try Appointment(first)
        for _ in 0..<3 {
            let repeated = try await agent.post("/api/appointments", body, ("Idempotency-Key", "k"))
            #expect(repeated.status == 200)
            #expect(repeated.body == first.body)
            #expect(repeated.header("ETag") == first.header("ETag"))
        }
        #expect(try await Database.appointments(of: tenant) == 1)
        // The cancellation is the second event only if the repeats made none.
        #expect(try await agent.delete(appointment.path).status == 204)
        let types = try await Collector.subscriber.events(2, about: appointment.id)
            .map { $0.json?["type"]?.text?.split(separator: ".").dropFirst(2).joined(separator: ".") }
        #expect(types == ["appointment.scheduled.v1", "appointment.cancelled.v1"])
    }

    @Test func theSameBodyInAnotherOrderIsTheSameRequest() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let body = Body.appointment(in: tenant)
        let turned = body.with("applicationId", nil).with("applicationId", body["applicationId"])
        try #require(turned.bytes != body.bytes)
        let first = try await agent.post("/api/appointments/", body, ("Idempotency-Key", "k"))
        let second = try await agent.post("/api/appointments/", turned, ("Idempotency-Key", "k"))
        #expect(first.status == 200)
        #expect(first.body == second.body)
    }

    @Test func anotherBodyUnderTheSameKeyIsRefused() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let key = ("Idempotency-Key", "k")
        let body = Body.appointment(in: tenant)
        let appointment = try Appointment(try await agent.post("/api/appointments/", body, key))
        let other = Body.appointment(in: tenant, hours: 3)
        try await agent.post("/api/appointments/", other, key).isProblem(422, "idempotency-key-reused")
        #expect(try await Database.appointments(of: tenant) == 1)
        // Keys belong to an operation: the same one is free for a move.
        let path = "/api/appointments/reschedule/"
        #expect(try await agent.put(path, .move(appointment.id, hours: 1), key).status == 200)
        try await agent.put(path, .move(appointment.id, hours: 2), key).isProblem(422, "idempotency-key-reused")
        #expect(try await agent.get(appointment.path).document()["start"]?.text == Moment.at(hours: 1))
    }

    @Test func callersAndApplicationsDoNotShareKeys() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let key = ("Idempotency-Key", "k")
        let agents = [try await tenant.agent(), try await tenant.agent()]
        var ids: Set<String> = []
        for agent in agents {
            ids.insert(try Appointment(try await agent.post("/api/appointments/", .appointment(in: tenant), key)).id)
        }
        let same = try await other.agent(agents[0].id)
        ids.insert(try Appointment(try await same.post("/api/appointments/", .appointment(in: other), key)).id)
        #expect(ids.count == 3)
    }

    @Test func aRefusalIsNotKept() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let key = ("Idempotency-Key", "k")
        let taken = try await agent.schedule(.appointment(in: tenant))
        try await agent.post("/api/appointments/", .appointment(in: tenant), key).isProblem(409, "slot-taken")
        #expect(try await agent.delete(taken.path).status == 204)
        #expect(try await agent.post("/api/appointments/", .appointment(in: tenant), key).status == 200)
    }

    @Test func aRepeatedMoveIsAnsweredAsTheFirstThoughTheVersionWentOn() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let path = "/api/appointments/reschedule/"
        let move = Body.move(appointment.id, hours: 1)
        let first = try await agent.put(path, move, ("Idempotency-Key", "k"), ("If-Match", "\"1\""))
        #expect(first.status == 200)
        #expect(try await agent.put(path, .move(appointment.id, hours: 2)).status == 200)
        let again = try await agent.put(path, move, ("Idempotency-Key", "k"), ("If-Match", "\"1\""))
        #expect(again.body == first.body)
        #expect(again.header("ETag") == "\"2\"")
        #expect(try await agent.get(appointment.path).document()["start"]?.text == Moment.at(hours: 2))
    }

    @Test func twentyTwinsMakeOneAppointment() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let body = Body.appointment(in: tenant)
        let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
            for _ in 0..<20 {
                group.addTask { try await agent.race(body, key: "twin") }
            }
            return try await group.reduce(into: [Reply]()) { $0.append($1) }
        }
        let done = replies.filter { $0.status == 200 }
        #expect(!done.isEmpty)
        #expect(Set(done.map(\.body)).count == 1)
        for reply in replies where reply.status != 200 {
            try reply.isProblem(409, "request-in-progress")
            #expect(reply.header("Retry-After") != nil)
        }
        #expect(try await Database.appointments(of: tenant) == 1)
        let last = try await agent.race(body, key: "twin")
        #expect(last.body == done.first?.body)
    }
}
