// SPDX-License-Identifier: Apache-2.0
import AMQP
import Contract
import Glibc
import JSON
import Postgres
import Testing

extension SuiteOutage {
    /// Those who carry events out of the database, and those who wait for them, while processes freeze and restart.
    @Suite(.serialized)
    struct OfRelaysOutage {
        /// Puts a copy of a genuine event into scheduling's outbox, as a committed one that nobody was told of.
        static func commit(
            after event: Collector.Taken, subject: String, settings: [String: String] = [:]
        ) async throws -> String {
            let (id, first) = (Identifier.random(), try #require(event.delivery.message.messageID))
            let text = String(decoding: event.delivery.message.body, as: UTF8.self)
            let body = Array(
                text.replacing(first, with: id).replacing(event.json?["subject"]?.text ?? "", with: subject).utf8)
            let application = try #require(event.json?["applicationid"]?.text)
            try await Database.session(settings: settings) { session in
                try await session.perform { database in
                    try database.execute(
                        """
                        insert into scheduling.outbox (message_id, application_id, subject, routing_key, body)
                        values (\(id), \(application), \(subject), 'appointment.scheduled.v1', \(body))
                        """)
                }
            }
            return id
        }

        private static func leaders() async throws -> Int {
            try await Database.number(
                """
                select count(*) as value from pg_locks
                where locktype = 'advisory' and granted
                    and database = (select oid from pg_database where datname = current_database())
                    and classid::bigint = hashtext('outbox relay')::bigint & 4294967295
                    and objid::bigint = hashtext('scheduling')::bigint & 4294967295
                """)
        }

        @Test func aFrozenRelayIsReplacedWithinSecondsAndLosesItsLock() async throws {
            try await SuiteOutage.everythingWorks()
            let tenant = Tenant()
            let appointment = try await tenant.agent().schedule(.appointment(in: tenant))
            let event = try await Collector.subscriber.events(1, about: appointment.id)[0]
            // The suite's own process is the only one there is, so it leads.
            try await Eventually.holds("leading relay") { try await Self.leaders() == 1 }
            let leader = try RunningSuite.process(of: "scheduling")
            try await Replicas.running(1, of: "scheduling") { logs in
                #expect(try !logs().contains("outbox relay leads"))
                kill(leader, SIGSTOP)
                let begin = ContinuousClock.now
                let result: Result<Void, any Error>
                do {
                    let id = try await Self.commit(after: event, subject: "frozen-\(Tenant.random())")
                    _ = try await Collector.subscriber.wait(for: 1, "event \(id)") {
                        $0.delivery.message.messageID == id
                    }
                    // Two for the lock to be lost, one for the other to ask for it, one for this machine.
                    #expect(begin.duration(to: .now) < .seconds(5))
                    #expect(try logs().contains("outbox relay leads"))
                    #expect(try await Self.leaders() == 1)
                    result = .success(())
                } catch {
                    result = .failure(error)
                }
                kill(leader, SIGCONT)
                try result.get()
                // The one that was frozen does not publish beside the other.
                let id = try await Self.commit(after: event, subject: "thawed-\(Tenant.random())")
                _ = try await Collector.subscriber.wait(for: 1, "event \(id)") { $0.delivery.message.messageID == id }
                #expect(try await Self.leaders() == 1)
                #expect(Collector.subscriber.all { $0.delivery.message.messageID == id }.count == 1)
            }
            try await SuiteOutage.everythingWorks()
        }

        @Test func aSubscriberThatWasAddedLaterSurvivesARestartOfTheBroker() async throws {
            try await OutsidePlatform.with(keys: "appointment.cancelled.v1") { platform in
                let tenant = Tenant()
                let agent = try await tenant.agent()
                let first = try await agent.schedule(.appointment(in: tenant))
                #expect(try await agent.delete(first.path).status == 204)
                _ = try await Collector.subscriber.events(2, about: first.id)
                try await RunningSuite.local("restart broker")
                try await SuiteOutage.everythingWorks()
                let second = try await agent.schedule(.appointment(in: tenant))
                #expect(try await agent.delete(second.path).status == 204)
                _ = try await Collector.subscriber.events(2, about: second.id)
                try await Eventually.holds("both events in the queue", every: .seconds(1)) {
                    try await platform.waiting() >= 2
                }
            }
        }
    }
}
