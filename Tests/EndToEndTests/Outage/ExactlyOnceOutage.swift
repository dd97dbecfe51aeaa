// SPDX-License-Identifier: Apache-2.0
import AMQP
import Foundation
import JSON
import Postgres
import Testing
import Time

extension SuiteOutage {
    /// Reminders while the processes that send them are killed: one submission each at most, and never silently none.
    @Suite(.serialized)
    struct OfDispatchersOutage {
        /// Some hundreds, or as many as the environment says: 2,000 are in the issue.
        private static let reminders = RunningSuite.environment["SUITE_TEST_REMINDERS"].flatMap(Int.init) ?? 300
        private static let perAppointment = 20
        /// A lease, and a little for the one who finds it.
        private static let recovery = Duration.seconds(120)

        /// A reminder for each customer, an hour before a start that is an hour and some seconds away.
        private struct Reminders {
            let tenant = Tenant()
            let domain = "\(Tenant.random()).example.org"
            let due: Int64

            init(in seconds: Int64) {
                due = Instant.now().microseconds / 1_000_000 * 1_000_000 + seconds * 1_000_000
            }

            func plan(_ count: Int) async throws {
                let supervisor = try await tenant.supervisor()
                for first in stride(from: 0, to: count, by: OfDispatchersOutage.perAppointment) {
                    let last = min(first + OfDispatchersOutage.perAppointment, count)
                    var body = Body.appointment(in: tenant)
                    body["customer"] = nil
                    body["start"] = .string(Instant(microseconds: due + 3_600_000_000).rfc3339)
                    body["customers"] = .array(
                        (first..<last).map { number in
                            var customer = Customer()
                            customer.email = "c\(number)@\(domain)"
                            return customer.json
                        })
                    body["notifications"] = .array([
                        .object([
                            "type": .string("REMINDER"), "channel": .string("EMAIL"), "period": .string("PT1H"),
                            "subject": .string("Soon"), "textBody": .string("At {{time24}}."),
                        ])
                    ])
                    let appointment = try await supervisor.schedule(body)
                    try await ReadModels.follow(appointment.id, to: 1)
                }
            }

            /// The ledger's words: state by message.
            func states() async throws -> [String: String] {
                let application = tenant.id
                return try await Database.session { session in
                    try await session.perform { database in
                        let rows = try database.query(
                            "select id, state from notifications.notifications where application_id = \(application)")
                        return try rows.reduce(into: [:]) { states, row in
                            states[try row.decode("id", as: String.self)] = try row.decode("state", as: String.self)
                        }
                    }
                }
            }

            func areSettled(within limit: Duration) async throws -> [String: String] {
                try await Eventually.find("settled ledger", within: limit, every: .milliseconds(500)) {
                    let states = try await states()
                    return states.values.contains { $0 == "planned" || $0 == "sending" } ? nil : states
                }
            }
        }

        @Test func threeReplicasThatAreKilledAtRandomSendEachReminderOnce() async throws {
            let reminders = Reminders(in: Int64(20 + Self.reminders / 20))
            try await reminders.plan(Self.reminders)
            try await SuiteOutage.without("notifications") {
                var replicas = try (0..<3).map { _ in try DoomedReplica(of: "notifications") }
                try await Eventually.holds("time of the reminders", within: .seconds(180), every: .milliseconds(100)) {
                    Instant.now().microseconds >= reminders.due
                }
                for round in 0..<12 {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 100...900)))
                    let victim = Int.random(in: 0..<3)
                    await replicas[victim].kill()
                    let points = ["after-claim:2", "after-mark:5", "after-submit:7", "before-record:3"]
                    replicas[victim] = try DoomedReplica(
                        of: "notifications", failpoint: round < 8 ? points[round % points.count] : nil)
                }
                for replica in replicas {
                    await replica.kill()
                }
            }
            let states = try await reminders.areSettled(within: Self.recovery)
            try Self.prove(states, reminders, Self.reminders)
            #expect(states.values.contains("sent"))
            let late = try SinkCensus(domain: reminders.domain).arrivals.map { $0.at - reminders.due }.sorted()
            let uncertain = states.values.count { $0 == "uncertain" }
            print(
                "reminders: \(states.count), arrived: \(late.count), uncertain: \(uncertain); lateness under the kills:",
                [50, 99, 100].map { "p\($0) \(Self.seconds(late, share: $0)) s" }.joined(separator: ", "))
        }

        /// What so many percent of the latenesses don't exceed; given in microseconds and in order.
        private static func seconds(_ latenesses: [Int64], share: Int) -> Double {
            let index = (latenesses.count * share + 99) / 100 - 1
            return latenesses.indices.contains(index) ? Double(latenesses[index]) / 1_000_000 : 0
        }

        /// Nothing is early, missing or doubled, and what nobody knows is called uncertain.
        private static func prove(_ states: [String: String], _ reminders: Reminders, _ count: Int) throws {
            let census = try SinkCensus(domain: reminders.domain)
            let counts = census.counts
            #expect(states.count == count)
            #expect(Set(states.values).isSubset(of: ["sent", "uncertain"]), "\(Set(states.values))")
            #expect(counts.values.allSatisfy { $0 == 1 })
            #expect(Set(counts.keys).isSubset(of: states.keys))
            #expect(states.filter { $0.value == "sent" }.allSatisfy { counts[$0.key] == 1 })
            #expect(census.arrivals.allSatisfy { $0.at >= reminders.due })
        }

        @Test func whereverAProcessDiesItIsKnownWhetherTheProviderMayHaveTheMessage()
            async throws
        {
            // What isn't marked the next planners take, at once or past the lease, and they are killed anywhere: the points
            // before the mark come last.
            let points = ["after-mark", "after-submit", "before-record", "after-claim", "before-claim"]
            var runs: [(point: String, reminders: Reminders)] = []
            try await SuiteOutage.without("notifications") {
                // Somebody has to plan; with nothing due it passes none of these places but the first.
                for point in points {
                    let reminders = Reminders(in: 12)
                    let planner = try DoomedReplica(of: "notifications")
                    try await reminders.plan(1)
                    await planner.kill()
                    try await Eventually.holds("time of the reminder", every: .milliseconds(50)) {
                        Instant.now().microseconds >= reminders.due
                    }
                    let doomed = try DoomedReplica(of: "notifications", failpoint: point)
                    try await doomed.ends()
                    runs.append((point, reminders))
                }
            }
            for (point, reminders) in runs {
                let states = try await reminders.areSettled(within: Self.recovery)
                try Self.prove(states, reminders, 1)
                let arrived = try SinkCensus(domain: reminders.domain).arrivals.count
                switch point {
                case "before-claim", "after-claim":
                    #expect(Array(states.values) == ["sent"] && arrived == 1, "\(point)")
                case "after-mark":
                    #expect(Array(states.values) == ["uncertain"] && arrived == 0, "\(point)")
                default:
                    #expect(Array(states.values) == ["uncertain"] && arrived == 1, "\(point)")
                }
            }
        }
    }
}
