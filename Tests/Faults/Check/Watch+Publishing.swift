// SPDX-License-Identifier: Apache-2.0
import AMQP
import Messaging
import Postgres

extension Watch {
    private struct Row: Sendable {
        let id: String
        let key: String
        let body: [UInt8]
    }

    /// Publishes events of this cycle that the subscriber has heard already once more, as their own service.
    ///
    /// - Returns: how many messages were published.
    func publishAgain(times: Int, atMost limit: Int) async throws -> Int {
        let (application, count) = (application, Int64(limit))
        let rows = try await Database(url: instance.database).perform { database in
            try database.query(
                """
                select message_id, routing_key, body from scheduling.outbox
                where application_id = \(application) and published_at is not null order by id desc limit \(count)
                """
            ).map { row in
                Row(
                    id: try row.decode("message_id"), key: try row.decode("routing_key"),
                    body: try row.decode("body"))
            }
        }
        let all = Array(repeating: rows.filter { knows($0.id) }, count: times).flatMap(\.self).shuffled()
        for row in all {
            try await publish(row.body, id: row.id, key: row.key)
        }
        return all.count
    }

    /// Publishes messages that nobody understands, each of them to every listener.
    func publishPoison() async throws {
        let bodies = [
            "{", "[1, 2]", #"{"specversion": "9.0"}"#,
            """
            {"specversion": "1.0", "id": "poison", "source": "/services/scheduling", "subject": "x",
             "type": "app.appointments.appointment.scheduled.v1", "applicationid": "\(application)",
             "time": "2026-01-01T00:00:00Z", "sequence": "00000000000000000001", "data": {"current": 7}}
            """,
        ]
        for body in bodies {
            let id = "poison-\(UInt64.random(in: .min ... .max))"
            notePoison(id)
            try await publish(Array(body.utf8), id: id, key: "appointment.scheduled.v1")
        }
    }

    /// Until it is confirmed: the broker may be on its way back.
    private func publish(_ body: [UInt8], id: String, key: String) async throws {
        let message = AMQPMessage(
            body: body, contentType: "application/cloudevents+json", messageID: id, userID: "scheduling",
            persistent: true)
        try await Eventually.holds("confirm of a message", within: .seconds(40)) {
            guard await publisher.becomesAvailable(within: .seconds(5)) else { return false }
            return await publisher.publish(
                message, to: BrokerNames.events, routingKey: key, mandatory: true) == .confirmed
        }
    }

    /// Waits until the event queues of these services hold nothing, neither ready nor unacknowledged.
    func queuesAreEmpty(of services: [SuiteService], within limit: Duration) async throws {
        try await Eventually.holds("empty queues", within: limit, every: .milliseconds(500)) {
            let depths = try await queueDepths()
            return services.allSatisfy { depths["\($0.rawValue).events"] == 0 }
        }
    }

    func queueDepths() async throws -> [String: Int] {
        let lines = try await instance.local("rabbitmqctl -q list_queues name messages").split(separator: "\n")
        return lines.reduce(into: [:]) { depths, line in
            let words = line.split(separator: "\t")
            if words.count == 2 { depths[String(words[0])] = Int(words[1]) }
        }
    }
}
