// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Postgres
import Testing

/// What an operator sees of messages that a service could not handle, and what becomes of them when they are put back.
@Suite(
    .serialized, .enabled(if: RunningSuite.canBeBroken, RunningSuite.unbreakableReason), .timeLimit(.minutes(3)))
struct DeadLetterTests {
    /// The lines that `dead-letters list` has of one letter.
    private static func lines(of id: String, in service: String = "calendar") async throws -> [String] {
        try await RunningSuite.local("dead-letters list \(service) --limit 1000").split(separator: "\n").map(
            String.init
        )
        .filter { $0.hasPrefix("\(id) ") }
    }

    @Test func whatCannotBeUnderstoodIsListedShownAndComesBackWithItsReason() async throws {
        try await Collector.deadLetters.paused {
            let (id, secret) = ("poison-\(Tenant.random())", "secret-\(Tenant.random())")
            let body = Body([
                "specversion": .string("1.0"), "subject": .string("s"), "data": .object(["name": .string(secret)]),
            ])
            let message = AMQPMessage(
                body: body.bytes, messageID: id, userID: "scheduling", persistent: true,
                headers: [EventConformance.forgery: .boolean(true)])
            let outcome = try await Broker.publish(
                message, to: "appointments.events", key: "appointment.scheduled.v1",
                as: try Broker.url(of: "scheduling"))
            #expect(outcome == .confirmed)
            let line = try await Eventually.find("dead letter \(id)", within: .seconds(30)) {
                try await Self.lines(of: id).first
            }
            #expect(line == "\(id)  appointment.scheduled.v1  scheduling  id is missing")
            // Looked at, not taken.
            #expect(try await Self.lines(of: id) == [line])
            let shown = try await RunningSuite.local("dead-letters show calendar \(id)")
            for fact in [
                "reason: id is missing", "exchange: appointments.events", "user: scheduling", "event subject: s",
            ] {
                #expect(shown.contains(fact), "\(fact) is not in \(shown)")
            }
            #expect(!shown.contains(secret))
            #expect(try await RunningSuite.local("dead-letters show calendar \(id) --body").contains(secret))
            // Put back unmended it comes again, as it first came and with the same reason.
            #expect(try await RunningSuite.local("dead-letters put-back calendar \(id)").contains("1 put back"))
            let again = try await Eventually.find("dead letter \(id) again", within: .seconds(30)) {
                try await Self.lines(of: id).first
            }
            #expect(again == line)
            // The neighbours' letters were left alone.
            for neighbour in ["participants", "notifications"] {
                #expect(try await Self.lines(of: id, in: neighbour).count == 1, "\(neighbour)")
            }
        }
    }

    /// Refuses an appointment of one application to the calendar, until it is dropped.
    private static func obstacle(to tenant: Tenant) -> String {
        """
        create function calendar.refused() returns trigger language plpgsql as $$
        begin raise exception 'refused'; end $$;
        create trigger refused before insert or update on calendar.appointments for each row
            when (new.application_id = '\(tenant.id)') execute function calendar.refused();
        """
    }

    @Test func whatFailsTimeAndAgainIsHandledOnceAfterItIsMendedAndPutBack() async throws {
        try await Collector.deadLetters.paused {
            let tenant = Tenant()
            let agent = try await tenant.agent()
            try await Database.session { session in
                try await session.run(script: Self.obstacle(to: tenant)).get()
            }
            let result: Result<(Appointment, String), any Error>
            do {
                let appointment = try await agent.schedule(.appointment(in: tenant))
                let event = try await Collector.subscriber.events(1, about: appointment.id)[0]
                let id = try #require(event.delivery.message.messageID)
                // 21 deliveries with growing pauses: about half a minute.
                let line = try await Eventually.find(
                    "dead letter \(id)", within: .seconds(90), every: .seconds(1)
                ) { try await Self.lines(of: id).first }
                #expect(line.hasSuffix("scheduling  failed at every delivery up to the limit"))
                result = .success((appointment, id))
            } catch {
                result = .failure(error)
            }
            try await Database.session { session in
                try await session.run(script: "drop function calendar.refused cascade").get()
            }
            let (appointment, id) = try result.get()
            #expect(try await RunningSuite.local("dead-letters put-back calendar \(id)").contains("1 put back"))
            try await ReadModels.follow(appointment.id, to: 1)
            #expect(try await Self.lines(of: id).isEmpty)
            #expect(
                try await Database.number("select count(*) as value from calendar.inbox where message_id = \(id)") == 1)
            #expect(try await Person.nobody.get(appointment.iCalendar).status == 200)
        }
    }

    @Test func lookingMovesNothingAndTheCountIsOfAll() async throws {
        try await Collector.deadLetters.paused {
            let ids = (1...5).map { "letter-\($0)-\(Tenant.random())" }
            for id in ids {
                let message = AMQPMessage(
                    body: [], messageID: id, userID: "calendar", persistent: true,
                    headers: ["x-reason": .string("a test"), EventConformance.forgery: .boolean(true)])
                let outcome = try await Broker.publish(
                    message, to: "appointments.dead", key: "calendar.dead", as: try Broker.url(of: "calendar"))
                #expect(outcome == .confirmed)
            }
            func list(_ limit: Int) async throws -> [String] {
                try await RunningSuite.local("dead-letters list calendar --limit \(limit)").split(separator: "\n")
                    .map(String.init)
            }
            let whole = try await list(1_000)
            let count = whole.count - 1
            #expect(whole.last == "calendar: \(count) dead letters")
            #expect(ids == whole.compactMap { line in ids.first { line.hasPrefix($0) } })
            for limit in [2, 4, 2] {
                let expected = Array(whole.prefix(limit)) + ["calendar: \(limit) of \(count) dead letters"]
                #expect(try await list(limit) == expected)
            }
            // What is put back leaves the others where they are.
            #expect(try await RunningSuite.local("dead-letters put-back calendar \(ids[2])").contains("1 put back"))
            try await Eventually.holds("the letters without one", within: .seconds(30)) {
                try await list(1_000).compactMap { line in ids.first { line.hasPrefix($0) } }
                    == ids.filter { $0 != ids[2] }
            }
        }
    }

    @Test func whatIsNotThereIsSaidToBe() async throws {
        await #expect(throws: Command.Failure.self) {
            try await RunningSuite.local("dead-letters show calendar nobody")
        }
        await #expect(throws: Command.Failure.self) {
            try await RunningSuite.local("dead-letters put-back calendar nobody")
        }
        await #expect(throws: Command.Failure.self) {
            try await RunningSuite.local("dead-letters put-back calendar")
        }
    }
}
