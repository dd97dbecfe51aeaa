// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Postgres
import Testing

extension SuiteOutage {
    /// A database that takes connections and no writes, as a managed one whose storage is full, or a standby.
    @Suite(.serialized)
    struct OfReadOnlyDatabasesOutage {
        /// Changes the server's default, for connections old and new, and waits until it is so.
        private static func becomes(_ setting: String, _ change: String) async throws {
            try await Database.session { session in
                // One at a time: the first may not be part of a transaction.
                try await session.run(script: change).get()
                try await session.run(script: "select pg_reload_conf()").get()
            }
            try await Eventually.holds("default_transaction_read_only = \(setting)") {
                try await Database.text("select current_setting('default_transaction_read_only') as value") == setting
            }
        }

        /// Runs `body` while the server is read-only, and undoes that whatever happens.
        private static func whileReadOnly<Value>(_ body: () async throws -> Value) async throws -> Value {
            let result: Result<Value, any Error>
            do {
                try await becomes("on", "alter system set default_transaction_read_only = on")
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            try await becomes("off", "alter system reset default_transaction_read_only")
            return try result.get()
        }

        private static func failedEvents() throws -> Int {
            try RunningSuite.log(of: "scheduling").ranges(of: "event failed").count
        }

        @Test func writesAreRefusedReadsGoOnAndEventsWait() async throws {
            try await SuiteOutage.everythingWorks()
            let tenant = Tenant()
            let agent = try await tenant.agent()
            let appointment = try await agent.schedule(.appointment(in: tenant))
            let conference = try await Conference(of: appointment)
            let event = try await Collector.subscriber.events(1, about: appointment.id)[0]
            let failed = try Self.failedEvents()
            let waiting = try await Self.whileReadOnly {
                try await conference.tell(
                    "joined", appointment.participants("CUSTOMER")[0], "CUSTOMER", message: "join-\(appointment.id)")
                // Committed and not to be marked as published; somebody who may write puts it there.
                let id = try await OfRelaysOutage.commit(
                    after: event, subject: "waits-\(Tenant.random())",
                    settings: ["default_transaction_read_only": "off"])
                let writes = Outcomes()
                let reads = Outcomes()
                for hours in 1...10 {
                    await writes.record {
                        try await agent.post("/api/appointments/", .appointment(in: tenant, hours: hours))
                    }
                    await writes.record { try await agent.delete(appointment.path) }
                    await reads.record { try await agent.get(appointment.path) }
                }
                try writes.areAnswers([503])
                try reads.areAnswers([200])
                // Longer than the relay takes to come back after its first failure, so that it could publish again.
                try await Task.sleep(for: .seconds(3))
                #expect(Collector.subscriber.all { $0.delivery.message.messageID == id }.count <= 1)
                #expect(try Self.failedEvents() == failed)
                let found = try await agent.get(appointment.path).document()
                #expect(found["interaction"]?["state"]?.text != "ACTIVE")
                return id
            }
            try await Eventually.holds("activation", within: SuiteOutage.recovery) {
                try await agent.get(appointment.path).document()["interaction"]?["state"]?.text == "ACTIVE"
            }
            try await Eventually.holds("mark of \(waiting)", within: SuiteOutage.recovery) {
                try await Database.number(
                    """
                    select count(*) as value from scheduling.outbox
                    where message_id = \(waiting) and published_at is not null
                    """) == 1
            }
            _ = try await Collector.subscriber.wait(for: 1, "event \(waiting)") {
                $0.delivery.message.messageID == waiting
            }
            try await SuiteOutage.everythingWorks()
            #expect(try await Database.appointments(of: tenant) == 1)
            let dead = Collector.deadLetters.all { $0.delivery.message.messageID?.contains(appointment.id) == true }
            #expect(dead.isEmpty)
        }
    }
}
