// SPDX-License-Identifier: Apache-2.0
import AMQP
import Foundation
import Glibc
import Testing

/// Other platforms' queues: made and taken away by an operator, read by the guide's example, and no burden to anybody.
@Suite(
    .serialized, .enabled(if: RunningSuite.canBeBroken, RunningSuite.unbreakableReason), .timeLimit(.minutes(3)))
struct SubscriberTests {
    private static func scratch() -> String {
        FileManager.default.temporaryDirectory.appending(path: "end-to-end-\(UUID().uuidString)").path
    }

    @Test func theGuidesExampleHearsEachEventOnceInItsOrder() async throws {
        try await OutsidePlatform.with(keys: "appointment.*.v1,notification.uncertain.v1") { platform in
            let (log, store) = (Self.scratch(), Self.scratch())
            defer { for path in [log, store] { try? FileManager.default.removeItem(atPath: path) } }
            let example = RunningSuite.checkout.appending(path: "docs/examples/subscriber.py").path
            let process = try platform.start([example, "--store", store, "--seconds", "60"], output: log)
            let tenant = Tenant()
            let agent = try await tenant.agent()
            let heard: [String]
            do {
                let appointment = try await agent.schedule(.appointment(in: tenant))
                #expect(try await agent.delete(appointment.path).status == 204)
                heard = try await Eventually.find("two lines of the example") {
                    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init)
                    let ours = lines.filter { $0.contains(appointment.id) }
                    return ours.count >= 2 ? ours : nil
                }
                #expect(
                    heard == [
                        "applied app.appointments.appointment.scheduled.v1 \(appointment.id) 00000000000000000001",
                        "applied app.appointments.appointment.cancelled.v1 \(appointment.id) 00000000000000000002",
                    ])
                // The same event again, as after a failure.
                let event = try await Collector.subscriber.events(1, about: appointment.id)[0]
                var copy = event.delivery.message
                copy.headers[EventConformance.forgery] = .boolean(true)
                let outcome = try await Broker.publish(
                    copy, to: "appointments.events", key: event.delivery.routingKey,
                    as: try Broker.url(of: "scheduling"))
                #expect(outcome == .confirmed)
                try await Eventually.holds("third line of the example") {
                    try String(contentsOfFile: log, encoding: .utf8).contains(
                        "repeated app.appointments.appointment.scheduled.v1 \(appointment.id)")
                }
                // The same words by another service, which may publish, but not in scheduling's name.
                copy.userID = "notifications"
                let forged = try await Broker.publish(
                    copy, to: "appointments.events", key: "notification.uncertain.v1",
                    as: try Broker.url(of: "notifications"))
                #expect(forged == .confirmed)
                try await Eventually.holds("fourth line of the example") {
                    try String(contentsOfFile: log, encoding: .utf8).contains(
                        "forged app.appointments.appointment.scheduled.v1 \(appointment.id)")
                }
            } catch {
                await Command.end(process)
                throw error
            }
            await Command.end(process)
        }
    }

    @Test func aSubscriberHearsWhatItsKeysSayAndIsGoneWhenItIsRemoved() async throws {
        let (name, url, queue) = try await OutsidePlatform.with(keys: "participant.#,appointment.cancelled.v1") {
            platform in
            let tenant = Tenant()
            let agent = try await tenant.agent()
            let appointment = try await agent.schedule(.appointment(in: tenant))
            #expect(try await agent.delete(appointment.path).status == 204)
            _ = try await Collector.subscriber.events(2, about: appointment.id)
            try await Eventually.holds("two events in the queue", every: .seconds(1)) {
                try await platform.waiting() >= 2
            }
            let listed = try await RunningSuite.local("subscriber list")
            #expect(listed.contains("appointment.cancelled.v1,participant.#"))
            #expect(!listed.contains(platform.url))
            // A name is given once.
            await #expect(throws: Command.Failure.self) {
                try await RunningSuite.local("subscriber add \(platform.name) --keys '#'")
            }
            return (platform.name, platform.url, platform.queue)
        }
        #expect(try await !RunningSuite.local("subscriber list").contains("\(name) "))
        let consumer = AMQPConsumer(
            address: try AMQPAddress(url: url), name: "end-to-end tests",
            subscriptions: [.received(queue: .existing(queue)) { _ in }], logger: RunningSuite.logger)
        try await Broker.running(consumer) {
            #expect(await !consumer.becomesAvailable(within: .seconds(2)))
        }
    }

    @Test(arguments: [
        "'' --keys '#'", "Big --keys '#'", "local --keys '#'", "x", "x --keys 'a b!'", "x --keys '#' --age 0",
        "x --keys '#' --age 4294968", "x --keys '#' --age 9999999999", "x --keys '#' --length 10000001",
        "x --keys '#' --bytes 100000000001", "x --keys '#' --bytes 99999999999999999999",
    ])
    func whatIsNoSubscriberIsRefused(arguments: String) async throws {
        await #expect(throws: Command.Failure.self) {
            try await RunningSuite.local("subscriber add \(arguments)")
        }
        // Nor is there half of it.
        await #expect(throws: Command.Failure.self) {
            try await RunningSuite.local("subscriber remove \(arguments.prefix { $0 != " " })")
        }
    }

    @Test func theLargestLimitsAreTaken() async throws {
        let limits = "--length 10000000 --bytes 100000000000 --age 4294967"
        try await OutsidePlatform.with(keys: "participant.#", limits: limits) { platform in
            let listed = try await RunningSuite.local("subscriber list").split(separator: "\n").first {
                $0.hasPrefix("\(platform.name) ")
            }
            #expect(listed?.contains(" 10000000 100000000000  4294967 ") == true)
        }
    }

    /// Takes five events, keeps them and does nothing more.
    private static let stuck = """
        import os, pika, time
        channel = pika.BlockingConnection(pika.URLParameters(os.environ["SUBSCRIBER_AMQP_URL"])).channel()
        channel.basic_qos(prefetch_count=5)
        count = 0
        for delivery in channel.consume(os.environ["SUBSCRIBER_QUEUE"]):
            count += 1
            if count == 5:
                print("stuck", flush=True)
                time.sleep(600)
        """

    /// Takes whatever comes, as fast as it comes, until it is frozen.
    private static let greedy = """
        import os, pika
        channel = pika.BlockingConnection(pika.URLParameters(os.environ["SUBSCRIBER_AMQP_URL"])).channel()
        for delivery in channel.consume(os.environ["SUBSCRIBER_QUEUE"], auto_ack=True, inactivity_timeout=0.1):
            print("greedy", flush=True)
        """

    @Test func aFullQueueAndAStuckReaderDelayNobody() async throws {
        let limits = "--length 20 --age 3600"
        try await OutsidePlatform.with(keys: "#", limits: limits) { full in
            try await OutsidePlatform.with(keys: "#", limits: limits) { stuck in
                try await OutsidePlatform.with(keys: "#", limits: limits) { frozen in
                    let logs = [Self.scratch(), Self.scratch()]
                    let readers = [
                        try stuck.start(["-c", Self.stuck], output: logs[0]),
                        try frozen.start(["-c", Self.greedy], output: logs[1]),
                    ]
                    let result: Result<Void, any Error>
                    do {
                        result = .success(try await Self.publishPast(full, stuck, frozen, readers, logs))
                    } catch {
                        result = .failure(error)
                    }
                    for reader in readers {
                        kill(reader, SIGKILL)
                        await Command.end(reader)
                    }
                    for log in logs { try? FileManager.default.removeItem(atPath: log) }
                    try result.get()
                }
            }
        }
    }

    private static func publishPast(
        _ full: OutsidePlatform, _ stuck: OutsidePlatform, _ frozen: OutsidePlatform, _ readers: [pid_t],
        _ logs: [String]
    ) async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        for hour in 0..<10 {
            _ = try await agent.schedule(.appointment(in: tenant, hours: hour))
        }
        for (log, word) in zip(logs, ["stuck", "greedy"]) {
            try await Eventually.holds("\(word) reader") {
                try String(contentsOfFile: log, encoding: .utf8).contains(word)
            }
        }
        kill(readers[1], SIGSTOP)
        let clock = ContinuousClock()
        for hour in 10..<50 {
            let begin = clock.now
            let appointment = try await agent.schedule(.appointment(in: tenant, hours: hour))
            _ = try await Collector.subscriber.events(1, about: appointment.id, within: .seconds(5))
            #expect(begin.duration(to: clock.now) < .seconds(5))
        }
        // Each of the 40 is more than one event: the queues are full, and no fuller.
        #expect(try await full.waiting() == 20)
        #expect(try await stuck.waiting() <= 25)
        #expect(try await frozen.waiting() <= 20)
    }
}
