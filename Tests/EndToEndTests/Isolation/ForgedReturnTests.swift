// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Postgres
import Testing

/// A service's login that pretends to be an operator who puts a message back into another's queue.
///
/// The broker can't prevent it: it checks topic permissions on the routing key alone, so any login that may write one
/// key to the exchange of dead letters reaches all of its queues.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ForgedReturnTests {
    private static let claims = [
        "x-original-exchange": "appointments.inbound", "x-original-key": "conference.joined.v1",
        "x-original-user": "video-platform",
    ]

    /// What would activate the appointment if the platform had sent it.
    private static func joined(_ appointment: Appointment) async throws -> JSONValue {
        let conference = try await appointment.conference()
        return .object([
            "conferenceId": .string(conference),
            "userId": .string(appointment.participants("CUSTOMER")[0]), "role": .string("CUSTOMER"),
            "time": .string(Moment.now(plus: 0)),
        ])
    }

    /// Waits until scheduling has parked the message, and checks that it did nothing else with it.
    private static func isRefused(_ id: String, _ appointment: Appointment, for person: Person) async throws {
        @Sendable func isParked(_ taken: Collector.Taken) -> Bool {
            taken.queue == "scheduling.events.dead" && taken.delivery.message.messageID == id
        }
        let letter = try await Collector.deadLetters.wait(for: 1, "dead letters \(id)", where: isParked)[0]
        let headers = letter.delivery.message.headers
        #expect(headers["x-reason"] == .string("user-id is not operator"))
        #expect(headers["x-original-exchange"] == .string("appointments.dead"))
        #expect(headers["x-original-user"] == .string("calendar"))
        #expect(headers["CC"] == nil)
        #expect(try await person.get(appointment.path).header("ETag") == "\"1\"")
        #expect(
            try await Database.number(
                "select count(*) as value from scheduling.attendances where appointment_id = \(appointment.id)") == 0)
        // Parked once, not round and round.
        #expect(Collector.deadLetters.all(where: isParked).count == 1)
    }

    @Test func aCarbonCopyIsNoReturn() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let id = Tenant.random()
        var headers = Self.claims.mapValues(AMQPValue.string)
        headers["CC"] = .array([.string("scheduling.redrive")])
        let message = AMQPMessage(
            body: try await Self.joined(appointment).bytes, messageID: id, userID: "calendar", persistent: true,
            headers: headers)
        let outcome = try await Broker.publish(
            message, to: "appointments.dead", key: "calendar.dead", as: try Broker.url(of: "calendar"))
        #expect(outcome == .confirmed)
        try await Self.isRefused(id, appointment, for: agent)
    }

    @Test func aDeadLetterOfAQueueOfItsOwnIsNoReturn() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let id = Tenant.random()
        let queue = "replies.\(String(UInt64.random(in: .min ... .max), radix: 16))"
        let body = String(decoding: try await Self.joined(appointment).bytes, as: UTF8.self)
        let headers = JSONValue.object(
            Self.claims.map { JSONValue.Member(name: $0.key, value: .string($0.value)) })
        let codes = try await BrokerProbe.codes(
            of: [
                [
                    "bury", queue, "scheduling.redrive", "calendar", id, body,
                    String(decoding: headers.bytes, as: UTF8.self),
                ]
            ], as: try Broker.url(of: "calendar"))
        #expect(codes == [0])
        try await Self.isRefused(id, appointment, for: agent)
    }
}
