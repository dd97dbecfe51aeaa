// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Postgres
import Testing

/// What the video platform tells of a conference, over the exchange that is its own.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ConferenceTests {
    private static func becomes(_ state: String, _ appointment: Appointment, for person: Person) async throws {
        try await Eventually.holds("\(state) of \(appointment.id)") {
            try await person.get(appointment.path).document()["interaction"]?["state"]?.text == state
        }
    }

    @Test func aConferenceActivatesAndEndsItsAppointment() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let conference = try await Conference(of: appointment)
        let customer = appointment.participants("CUSTOMER")[0]
        try await conference.tell("joined", customer, "CUSTOMER", message: "join-\(appointment.id)")
        try await Self.becomes("ACTIVE", appointment, for: agent)
        // Neither the same message nor another one who joins is news.
        try await conference.tell("joined", customer, "CUSTOMER", message: "join-\(appointment.id)")
        try await conference.tell("joined", agent.id, "AGENT")
        try await conference.tell("left", customer, "CUSTOMER")
        try await conference.end(message: "end-\(appointment.id)")
        try await Self.becomes("ENDED", appointment, for: agent)
        try await conference.end()
        try await conference.tell("joined", "late-\(agent.id)", "AGENT")
        try await Eventually.holds("the late one") {
            try await Database.number(
                "select count(*) as value from scheduling.attendances where appointment_id = \(appointment.id)") == 3
        }
        // The slot is free again, and the deletion is the fourth event only if there was nothing more.
        _ = try await agent.schedule(.appointment(in: tenant))
        #expect(try await agent.delete(appointment.path).status == 204)
        let events = try await Collector.subscriber.events(4, about: appointment.id)
        #expect(
            events.map(\.delivery.routingKey) == [
                "appointment.scheduled.v1", "appointment.activated.v1", "appointment.ended.v1",
                "appointment.cancelled.v1",
            ])
        #expect(events.map { $0.json?["sequence"]?.text?.suffix(1) } == ["1", "2", "3", "4"])
        for (event, cause) in zip(events[1...2], ["join", "end"]) {
            #expect(event.json?["causationid"]?.text == "\(cause)-\(appointment.id)")
            #expect(event.json?["data"]?["actor"]?["id"]?.text == "video-platform")
            #expect(event.json?["data"]?["actor"]?["role"] == nil)
        }
        try await ReadModels.follow(appointment.id, to: 4)
    }

    @Test func anEndMayComeFirst() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let conference = try await Conference(of: appointment)
        try await conference.end()
        try await Self.becomes("ENDED", appointment, for: agent)
        try await conference.tell("left", agent.id, "AGENT")
        try await conference.tell("joined", agent.id, "AGENT")
        try await Eventually.holds("the join") {
            try await Database.number(
                """
                select count(*) as value from scheduling.attendances
                where appointment_id = \(appointment.id) and first_joined_at is not null and left_at is not null
                """) == 1
        }
        let found = try await agent.get(appointment.path)
        #expect(found.header("ETag") == "\"2\"")
    }

    @Test func aMessageThatIsNoneIsParkedWithItsReason() async throws {
        func parked(_ name: String, _ value: String) async throws -> Collector.Taken {
            let found = try await Collector.deadLetters.wait(for: 1, "dead letter of \(value)") {
                $0.json?[name]?.text == value
            }
            #expect(found.count == 1 && found[0].queue == "scheduling.events.dead")
            let headers = found[0].delivery.message.headers
            #expect(headers["x-original-exchange"] == .string("appointments.inbound"))
            return found[0]
        }
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let conference = try await Conference(of: appointment).id
        let whole = JSONValue.object([
            "conferenceId": .string(conference), "userId": .string(agent.id), "role": .string("AGENT"),
            "time": .string(Moment.now(plus: 0)),
        ])
        try await Conference.send("joined", whole, message: nil)
        let first = try await parked("conferenceId", conference)
        #expect(first.delivery.message.headers["x-reason"] == .string("message-id is missing"))
        #expect(first.delivery.message.headers["x-original-key"] == .string("conference.joined.v1"))
        for (what, name, value) in [
            ("joined", "role", JSONValue.string("ROBOT")), ("left", "time", .string("yesterday")),
            ("ended", "time", .null), ("joined", "userId", .number("7")), ("left", "conferenceId", .null),
        ] {
            let mark = Tenant.random()
            let members =
                (whole.members ?? []).filter { $0.name != name }
                + [JSONValue.Member(name: name, value: value), JSONValue.Member(name: "mark", value: .string(mark))]
            try await Conference.send(what, .object(members), message: Tenant.random())
            _ = try await parked("mark", mark)
        }
        #expect(try await agent.get(appointment.path).header("ETag") == "\"1\"")
        // The queue goes on.
        try await Conference(id: conference).end()
        try await Self.becomes("ENDED", appointment, for: agent)
    }

    @Test func anUnknownConferenceStopsNothing() async throws {
        let stranger = Conference(id: "conference-\(Tenant.random())")
        try await stranger.tell("joined", "somebody", "AGENT")
        try await stranger.end()
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await Conference(of: appointment).end()
        try await Self.becomes("ENDED", appointment, for: agent)
        let parked = Collector.deadLetters.all { $0.json?["conferenceId"]?.text == stranger.id }
        #expect(parked.isEmpty)
    }
}
