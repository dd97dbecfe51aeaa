// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing

/// Events and requests that can't be understood: parked or refused, without an effect, and without stopping the others.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct MisunderstoodTests {
    private static let listeners = ["participants", "calendar", "notifications"]

    private static func parked(_ id: String) async throws -> [Collector.Taken] {
        try await Collector.deadLetters.wait(for: listeners.count, "dead letters \(id)") {
            $0.delivery.message.messageID == id
        }
    }

    private static func publish(_ body: String, as user: String) async throws -> String {
        let id = Tenant.random()
        let url = try user == "administrator" ? Broker.administrator : Broker.url(of: user)
        let message = AMQPMessage(
            body: Array(body.utf8), contentType: "application/cloudevents+json", messageID: id, userID: user,
            persistent: true, headers: [EventConformance.forgery: .boolean(true)])
        let outcome = try await Broker.publish(
            message, to: "appointments.events", key: "appointment.scheduled.v1", as: url)
        #expect(outcome == .confirmed)
        return id
    }

    /// An event as scheduling writes it, but for one member.
    private static func event(_ name: String, _ value: JSONValue) async throws -> String {
        let tenant = Tenant()
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant))
        let genuine = try await Collector.subscriber.events(1, about: appointment.id)[0]
        let members = try #require(genuine.json?.members)
        let changed = JSONValue.object(
            members.map { $0.name == name ? JSONValue.Member(name: name, value: value) : $0 })
        return String(decoding: changed.bytes, as: UTF8.self)
    }

    @Test(arguments: ["", "garbage", "{}", "[]", "{\"specversion\":\"1.0\"}", "\u{0}", "{\"a\":1,\"a\":2}"])
    func whatIsNoEventIsParkedWithItsReason(body: String) async throws {
        let id = try await Self.publish(body, as: "scheduling")
        let letters = try await Self.parked(id)
        #expect(Set(letters.map(\.queue)) == Set(Self.listeners.map { "\($0).events.dead" }))
        for letter in letters {
            guard case .string(let reason)? = letter.delivery.message.headers["x-reason"] else {
                Issue.record("\(letter.queue) gives no reason")
                continue
            }
            #expect(!reason.isEmpty)
            #expect(letter.delivery.message.body == Array(body.utf8))
        }
        // Their neighbours go on.
        let tenant = Tenant()
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant))
        try await ReadModels.follow(appointment.id, to: 1)
    }

    @Test func anEventWithoutItsDataIsParked() async throws {
        let body = try await Self.event("data", .object(["current": .string("x")]))
        #expect(try await Self.parked(try await Self.publish(body, as: "scheduling")).count == Self.listeners.count)
    }

    @Test func anEventOfTheWrongUserIsParkedAndHasNoEffect() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let genuine = try await Collector.subscriber.events(1, about: appointment.id)[0]
        try await ReadModels.follow(appointment.id, to: 1)
        let forged = String(decoding: genuine.delivery.message.body, as: UTF8.self)
            .replacing("00000000000000000001", with: "00000000000000000009")
            .replacing("\"version\":1", with: "\"version\":9").replacing(
                "\"cancelled\":false", with: "\"cancelled\":true")
        let letters = try await Self.parked(try await Self.publish(forged, as: "administrator"))
        for letter in letters {
            #expect(letter.delivery.message.headers["x-reason"] != nil)
            #expect(letter.delivery.message.headers["x-original-user"] == .string("administrator"))
        }
        try await ReadModels.follow(appointment.id, to: 1)
        #expect(try await Person.nobody.get(appointment.iCalendar).status == 200)
    }

    @Test func aTypeThatNobodyKnowsYetStopsNothing() async throws {
        let id = Tenant.random()
        let message = AMQPMessage(
            body: Array("{}".utf8), messageID: id, userID: "administrator", persistent: true,
            headers: [EventConformance.forgery: .boolean(true)])
        let outcome = try await Broker.publish(
            message, to: "appointments.events", key: "appointment.reinvented.v1", as: try Broker.administrator)
        #expect(outcome == .confirmed)
        let tenant = Tenant()
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant))
        try await ReadModels.follow(appointment.id, to: 1)
        #expect(Collector.deadLetters.all { $0.delivery.message.messageID == id }.isEmpty)
    }

    // MARK: - Requests

    /// Sends a request as the administrator and returns the reply's refusal code.
    private static func ask(
        _ body: [UInt8], user: String?, key: String = "scheduling.public"
    ) async throws -> String? {
        try await ReplyQueue.ask(body, user: user, key: key)?["refusal"]?["code"]?.text
    }

    private static func scheduling(_ tenant: Tenant, operation: String = "appointment.schedule") -> [UInt8] {
        let caller = JSONValue.object([
            "subject": .string("intruder"), "roles": .array([.string("ROLE_SUPERVISOR")]),
            "applications": .array([.string(tenant.id)]), "address": .string("127.0.0.1"),
        ])
        let payload = (try? JSONValue.parse(Body.appointment(in: tenant).bytes)) ?? .null
        return JSONValue.array([
            .object([
                "id": .string(Tenant.random()), "operation": .string(operation),
                "deadline": .number("99999999999999"), "caller": caller, "payload": payload,
            ])
        ]).bytes
    }

    @Test func aRequestThatIsNotTheGatewaysHasNoEffect() async throws {
        let tenant = Tenant()
        for user in [nil, "administrator"] {
            #expect(try await Self.ask(Self.scheduling(tenant), user: user) == "forbidden")
        }
        #expect(try await Database.appointments(of: tenant) == 0)
    }

    @Test func aRequestThatCannotBeDecodedIsRefusedAndForgotten() async throws {
        let tenant = Tenant()
        let good = Self.scheduling(tenant)
        for body in [
            [], Array("garbage".utf8), Array("[]".utf8), Array("[{}]".utf8), good.dropLast(), Array("{}".utf8),
        ] {
            #expect(try await Self.ask(Array(body), user: "administrator") == "malformed-body")
        }
        #expect(try await Database.appointments(of: tenant) == 0)
        #expect(try await tenant.agent().schedule(.appointment(in: tenant)).etag == "\"1\"")
    }

    @Test func anOperationThatIsNotThereIsRefused() async throws {
        let body = Self.scheduling(Tenant(), operation: "appointment.teleport")
        #expect(try await Self.ask(body, user: "administrator") == "not-found")
    }
}
