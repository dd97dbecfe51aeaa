// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing

/// A conference as the video platform tells of it, with the platform's own login.
struct Conference: Sendable {
    let id: String

    init(of appointment: Appointment) async throws {
        id = try await appointment.conference()
    }

    init(id: String) {
        self.id = id
    }

    /// Tells that somebody joined or left.
    func tell(
        _ what: String, _ user: String, _ role: String, at time: String = Moment.now(plus: 0),
        message: String = Tenant.random()
    ) async throws {
        let body = JSONValue.object([
            "conferenceId": .string(id), "userId": .string(user), "role": .string(role), "time": .string(time),
        ])
        try await Self.send(what, body, message: message)
    }

    /// Tells that it is over, as a CloudEvent.
    func end(message: String = Tenant.random()) async throws {
        let data = JSONValue.object(["conferenceId": .string(id), "time": .string(Moment.now(plus: 0))])
        let event = JSONValue.object([
            "specversion": .string("1.0"), "id": .string(message), "source": .string("/video"),
            "type": .string("com.example.conference.ended"), "data": data,
        ])
        try await Self.send("ended", event, message: message)
    }

    /// Publishes one message of the platform's, whatever it holds.
    static func send(_ what: String, _ body: JSONValue, message: String?) async throws {
        let message = AMQPMessage(
            body: body.bytes, contentType: "application/json", messageID: message, persistent: true)
        let outcome = try await Broker.publish(
            message, to: "appointments.inbound", key: "conference.\(what).v1",
            as: try RunningSuite.value("INBOUND_AMQP_URL"))
        #expect(outcome == .confirmed)
    }
}
