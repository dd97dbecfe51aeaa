// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing
import Time

/// What another platform hears of each act, on a queue of its own.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct EventTests {
    private static func type(_ taken: Collector.Taken) -> String? {
        taken.json?["type"]?.text
    }

    @Test func eachActIsOneEventInOrder() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let path = "/api/appointments/reschedule/"
        #expect(try await agent.put(path, .move(appointment.id, hours: 1)).status == 200)
        // The same once more is no act.
        #expect(try await agent.put(path, .move(appointment.id, hours: 1)).status == 200)
        let locale = Body.move(appointment.id, hours: 1).with("locale", .string("de"))
        #expect(try await agent.put(path, locale).status == 200)
        try await agent.put(path, .move(appointment.id, hours: 1).with("start", .string("x"))).isInvalid(at: ["/start"])
        #expect(try await agent.delete(appointment.path).status == 204)
        let events = try await Collector.subscriber.events(4, about: appointment.id)
        #expect(
            events.map(Self.type) == [
                "app.appointments.appointment.scheduled.v1", "app.appointments.appointment.rescheduled.v1",
                "app.appointments.appointment.updated.v1", "app.appointments.appointment.cancelled.v1",
            ])
        #expect(
            events.map { $0.json?["sequence"]?.text } == [
                "00000000000000000001", "00000000000000000002", "00000000000000000003", "00000000000000000004",
            ])
        #expect(Set(events.compactMap { $0.json?["id"]?.text }).count == 4)
        let revisions = events.map { $0.json?["data"]?["current"]?["revision"]?.integer }
        #expect(revisions == [0, 1, 1, 2])
        for (event, next) in zip(events, events.dropFirst()) {
            let (before, after) = (event.json?["data"]?["current"], next.json?["data"]?["previous"])
            #expect(after?.canonical == before?.canonical)
        }
        #expect(events[3].json?["data"]?["current"]?["cancelled"]?.bool == true)
    }

    @Test func anEventIsACloudEventFromTheService() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let reply = try await agent.post(
            "/api/appointments/", .appointment(in: tenant), ("traceparent", "00-\(trace)-00f067aa0ba902b7-01"))
        let appointment = try Appointment(reply)
        let event = try await Collector.subscriber.events(1, about: appointment.id)[0]
        let (message, json) = (event.delivery.message, try #require(event.json))
        #expect(event.delivery.exchange == "appointments.events")
        #expect(event.delivery.routingKey == "appointment.scheduled.v1")
        #expect(message.contentType == "application/cloudevents+json")
        #expect(message.userID == "scheduling")
        #expect(message.persistent)
        #expect(message.messageID == json["id"]?.text)
        #expect(message.messageID?.count == 36)
        #expect(json["specversion"]?.text == "1.0")
        #expect(json["source"]?.text == "/services/scheduling")
        #expect(json["datacontenttype"]?.text == "application/json")
        #expect(json["dataschema"]?.text?.isEmpty == false)
        #expect(json["applicationid"]?.text == tenant.id)
        #expect(json["traceparent"]?.text?.dropFirst(3).hasPrefix(trace) == true)
        #expect(json["causationid"]?.text?.isEmpty == false)
        let time = try Instant(rfc3339: try #require(json["time"]?.text))
        #expect(time > Instant.now() - .seconds(120) && time <= Instant.now() + .seconds(1))
        // The names of an extension: lower-case letters and digits (CloudEvents 1.0, naming conventions).
        let names = json.members?.map(\.name) ?? []
        #expect(names.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) } })
    }

    @Test func theSnapshotIsWholeAndNothingPersonalIsInIt() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let service = try await tenant.clientService()
        var body = Body.appointment(in: tenant, customer: customer, assigned: "agent-7")
        body["title"] = .string("Consultation")
        body["notes"] = .string("notes of nobody else's business")
        body["metadata"] = .object(["secret": .string("metadata of nobody else's business")])
        body["interaction"] = .object(["customFields": .object(["secret": .string("fields of nobody else's business")])]
        )
        body["notifications"] = .array([
            .object([
                "type": .string("REMINDER"), "channel": .string("EMAIL"), "period": .string("P5M"),
                "textBody": .string("text of nobody else's business"),
            ])
        ])
        let appointment = try await service.schedule(body)
        let event = try await Collector.subscriber.events(1, about: appointment.id)[0]
        let text = String(decoding: event.delivery.message.body, as: UTF8.self)
        for secret in customer.personalData + ["nobody else's business", "roomLink"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        let data = try #require(event.json?["data"])
        let current = try #require(data["current"])
        #expect(data["previous"] == nil || data["previous"] == .null)
        #expect(data["actor"]?["id"]?.text == service.id)
        #expect(data["actor"]?["role"]?.text == "ROLE_CLIENT_SERVICE")
        for name in ["start", "end", "duration", "timezone", "locale", "organizer", "title", "applicationId", "id"] {
            #expect(current[name]?.canonical == appointment.document[name]?.canonical, "\(name)")
        }
        #expect(current["participants"]?.canonical == appointment.document["participantIds"]?.canonical)
        #expect(current["state"]?.text == "PENDING")
        #expect(current["createdBy"]?.text == service.id)
        #expect(current["conferenceId"]?.text == (try await appointment.conference()))
        #expect(current["version"]?.integer == 1)
        #expect(current["revision"]?.integer == 0)
        // A lone number of months is minutes here.
        let plan = try #require(current["reminderPlan"]?.elements)
        #expect(plan.count == 1)
        #expect(plan.first?["type"]?.text == "REMINDER")
        #expect(plan.first?["channel"]?.text == "EMAIL")
        #expect(plan.first?["period"]?.text == "PT5M")
    }

    @Test func aRefusedRequestIsNoEvent() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        try await agent.post("/api/appointments/", .appointment(in: tenant)).isProblem(409, "slot-taken")
        // Events of one application leave in the order of their commits, so this one is behind any of the refused.
        let last = try await agent.schedule(.appointment(in: tenant, hours: 1))
        _ = try await Collector.subscriber.events(1, about: last.id)
        let subjects = Collector.subscriber.all {
            $0.json?["applicationid"]?.text == tenant.id && $0.json?["source"]?.text == "/services/scheduling"
        }.compactMap { $0.json?["subject"]?.text }
        #expect(subjects == [appointment.id, last.id])
    }

    @Test func participantsAndNotificationsTellTheirsByIdsOnly() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant, customer: customer))
        let pid = appointment.participants("CUSTOMER")[0]
        for (name, user) in [
            ("participant.registered.v1", "participants"), ("notification.planned.v1", "notifications"),
            ("notification.sent.v1", "notifications"),
        ] {
            let events = try await Collector.subscriber.wait(for: 1, name) {
                $0.delivery.routingKey == name && $0.json?["applicationid"]?.text == tenant.id
            }
            #expect(user == "notifications" || events.count == 1)
            #expect(events[0].delivery.message.userID == user)
            #expect(events[0].json?["source"]?.text == "/services/\(user)")
            #expect(events[0].json?["data"]?["appointmentId"]?.text == appointment.id)
            #expect(events[0].json?["causationid"]?.text?.isEmpty == false)
            if name == "notification.sent.v1" {
                #expect(events[0].json?["causationid"] == events[0].json?["data"]?["notificationId"])
            }
            let text = String(decoding: events[0].delivery.message.body, as: UTF8.self)
            #expect(text.contains(pid))
            #expect(customer.personalData.allSatisfy { !text.contains($0) })
        }
    }

    @Test func theOthersKeepWhatTheyWereTold() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        #expect(try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 1)).status == 200)
        #expect(try await agent.delete(appointment.path).status == 204)
        try await ReadModels.follow(appointment.id, to: 3)
    }
}
