// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract
import JSON
import Postgres
import Testing

/// Events that arrive in no order and many times, at several processes of each service.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason), .timeLimit(.minutes(3)))
struct ShuffledEventTests {
    private static let repeats = 10
    private static let others = 3

    /// The genuine events of an appointment, told again of another one that never was: new ids, new subject.
    private struct Story {
        let subject = Identifier.random()
        let messages: [(id: String, key: String, body: [UInt8])]

        init(_ genuine: [Collector.Taken]) throws {
            let subject = subject
            messages = try genuine.map { taken in
                let (id, old) = (Identifier.random(), try #require(taken.delivery.message.messageID))
                let text = String(decoding: taken.delivery.message.body, as: UTF8.self)
                    .replacing(old, with: id).replacing(try #require(taken.json?["subject"]?.text), with: subject)
                return (id, taken.delivery.routingKey, Array(text.utf8))
            }
        }

        func tell(by publisher: AMQPPublisher) async {
            let all = (0..<ShuffledEventTests.repeats).flatMap { _ in messages }.shuffled()
            for message in all {
                let outcome = await publisher.publish(
                    AMQPMessage(
                        body: message.body, contentType: "application/cloudevents+json", messageID: message.id,
                        userID: "scheduling", persistent: true, headers: [EventConformance.forgery: .boolean(true)]),
                    to: "appointments.events", routingKey: message.key, mandatory: true)
                #expect(outcome == .confirmed)
            }
        }
    }

    @Test(arguments: ["participants", "calendar", "notifications"])
    func tenfoldAndShuffledOnFourConsumersEachTakesEffectOnce(service: String) async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        for hours in 1...4 {
            let move = Body.move(appointment.id, hours: hours)
            #expect(try await agent.put("/api/appointments/reschedule/", move).status == 200)
        }
        #expect(try await agent.delete(appointment.path).status == 204)
        let genuine = try await Collector.subscriber.events(6, about: appointment.id)
        #expect(Set(genuine.compactMap(\.delivery.message.messageID)).count == 6)
        let story = try Story(Array(genuine.prefix(6)))
        let publisher = AMQPPublisher(
            address: try AMQPAddress(url: try Broker.url(of: "scheduling")), name: "end-to-end tests",
            logger: RunningSuite.logger)
        try await Replicas.running(Self.others, of: service) { _ in
            try await Broker.running(publisher) {
                try #require(await publisher.becomesAvailable(within: .seconds(20)))
                await story.tell(by: publisher)
            }
            try await ReadModels.follow(story.subject, to: 6)
            // An event of its own closes the queue behind all the others.
            let last = try await agent.schedule(.appointment(in: tenant, hours: 20))
            try await ReadModels.follow(last.id, to: 1)
        }
        let ids = story.messages.map(\.id)
        // Once for each reaction that takes it, however often it came.
        let repeated = try await Self.marks(of: ids, in: service)
        #expect(repeated.count == 6 && Set(repeated.values).count == 1, "\(repeated)")
        #expect(Collector.deadLetters.all { ids.contains($0.delivery.message.messageID ?? "") }.isEmpty)
        if service == "notifications" {
            let planned = Collector.subscriber.all {
                $0.delivery.routingKey == "notification.planned.v1" && $0.json?["subject"]?.text == story.subject
            }.compactMap { $0.json?["data"]?["notificationId"]?.text }
            #expect(Set(planned).count == planned.count)
        }
    }

    /// How often each message is marked as done.
    private static func marks(of ids: [String], in service: String) async throws -> [String: Int] {
        try await Database.session(try RunningSuite.setting("DATABASE_URL", of: service)) { session in
            try await session.perform { database in
                let rows = try database.query(
                    "select message_id, count(*) as marks from inbox where message_id = any(\(ids)) group by message_id"
                )
                return try rows.reduce(into: [:]) { marks, row in
                    marks[try row.decode("message_id", as: String.self)] = Int(try row.decode("marks", as: Int64.self))
                }
            }
        }
    }
}
