// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing

extension SuiteOutage {
    @Suite(.serialized)
    struct OfServicesOutage {
        /// An appointment that was there before.
        private struct Before {
            let tenant = Tenant()
            let agent: Person
            let appointment: Appointment

            init() async throws {
                // The outage before this one may have ended a moment ago.
                try await SuiteOutage.everythingWorks()
                agent = try await tenant.agent()
                appointment = try await agent.schedule(.appointment(in: tenant))
                try await ReadModels.follow(appointment.id, to: 1)
            }

            var details: String { appointment.participant(appointment.participants("CUSTOMER")[0]) }
        }

        @Test func withoutSchedulingTheOthersGoOnFromWhatTheyKnow() async throws {
            let before = try await Before()
            let outcomes = Outcomes()
            try await SuiteOutage.without("scheduling") {
                await outcomes.record { try await before.agent.get(before.appointment.path) }
                await outcomes.record { try await before.agent.get("/api/appointments/") }
                await outcomes.record {
                    try await before.agent.post("/api/appointments/", .appointment(in: before.tenant, hours: 1))
                }
                try outcomes.areAnswers([503, 504])
                #expect(try await before.agent.get(before.details).status == 200)
                #expect(try await Person.nobody.get(before.appointment.iCalendar).status == 200)
                #expect(try await Person.nobody.get("/health/live").status == 200)
            }
            try await SuiteOutage.everythingWorks()
            // What was not answered in time is not done later either.
            #expect(try await Database.appointments(of: before.tenant) == 1)
            #expect(try await before.agent.get(before.appointment.path).document() == before.appointment.document)
        }

        @Test func aBookingThatDiesHalfwayLeavesItsCodeGood() async throws {
            try await SuiteOutage.everythingWorks()
            let (tenant, customer) = (try await Verification.tenant(), Customer())
            let verification = try await Verification(of: customer, in: tenant)
            let booking = Body.appointment(in: tenant, customer: customer)
            let gate = try await CommitGate(for: tenant)
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await verification.book(booking).status }
                // The code was judged and the customer registered; all that is missing is the commit.
                try await gate.isReached()
                try await RunningSuite.local("kill scheduling")
                for try await status in group {
                    #expect([503, 504].contains(status))
                }
            }
            try await gate.open()
            try await RunningSuite.local("restart scheduling")
            try await SuiteOutage.everythingWorks()
            #expect(try await Database.appointments(of: tenant) == 0)
            _ = try Appointment(try await verification.book(booking))
            try await verification.book(booking).isProblem(401, "unauthorized")
            #expect(try await Database.appointments(of: tenant) == 1)
        }

        @Test func withoutParticipantsNobodyIsRegisteredAndNothingIsCommitted() async throws {
            let before = try await Before()
            let outcomes = Outcomes()
            try await SuiteOutage.without("participants") {
                await outcomes.record { try await before.agent.get(before.details) }
                await outcomes.record {
                    try await before.agent.post("/api/appointments/", .appointment(in: before.tenant, hours: 1))
                }
                try outcomes.areAnswers([503, 504])
                #expect(try await before.agent.get(before.appointment.path).status == 200)
                let move = Body.move(before.appointment.id, hours: 2)
                #expect(try await before.agent.put("/api/appointments/reschedule/", move).status == 200)
            }
            try await SuiteOutage.everythingWorks()
            #expect(try await Database.appointments(of: before.tenant) == 1)
            try await ReadModels.follow(before.appointment.id, to: 2)
        }

        @Test func withoutCalendarOnlyItsExportsAreAway() async throws {
            let before = try await Before()
            let outcomes = Outcomes()
            let during = try await SuiteOutage.without("calendar") {
                await outcomes.record { try await Person.nobody.get(before.appointment.iCalendar) }
                await outcomes.record { try await Person.nobody.get(before.appointment.google) }
                try outcomes.areAnswers([503])
                return try await before.agent.schedule(.appointment(in: before.tenant, hours: 1))
            }
            try await SuiteOutage.everythingWorks()
            try await ReadModels.follow(during.id, to: 1)
            #expect(try await Person.nobody.get(during.iCalendar).status == 200)
        }

        @Test func withoutNotificationsMailsWaitAndThenGoOutOnce() async throws {
            let before = try await Before()
            let customer = Customer()
            let during = try await SuiteOutage.without("notifications") {
                try await before.agent.schedule(.appointment(in: before.tenant, hours: 1, customer: customer))
            }
            _ = try await Sink.mails(to: customer.email)
            try await SuiteOutage.everythingWorks()
            try await ReadModels.follow(during.id, to: 1)
            #expect(try Sink.count(to: customer.email) == 1)
        }

        @Test func aKilledGatewayAnswersAgainAfterItsStart() async throws {
            let before = try await Before()
            try await SuiteOutage.without("gateway") {
                // Nobody listens; whoever asks is told so by the connection.
                await #expect(throws: (any Error).self) {
                    try await Command.run(
                        "/usr/bin/curl", ["-s", "--max-time", "2", try RunningSuite.value("GATEWAY_URL")])
                }
            }
            #expect(try await before.agent.get(before.appointment.path).document() == before.appointment.document)
            try await SuiteOutage.everythingWorks()
        }

        @Test(arguments: ["scheduling", "participants", "calendar", "notifications"])
        func aRestartLosesNothingThatWasAnswered(service: String) async throws {
            let tenant = Tenant()
            let agents = try await (0..<4).asyncMap { try await tenant.agent("agent-\($0)") }
            let outcomes = Outcomes()
            let hours = Hours()
            try await outcomes.whileAsking { lane in
                let body = Body.appointment(in: tenant, hours: hours.next())
                return try await agents[lane].post("/api/appointments/", body)
            } _: {
                try await Eventually.holds("ten answers") { outcomes.count(of: 200) >= 10 }
                try await RunningSuite.local("kill \(service)")
                try await RunningSuite.local("restart \(service)")
                let sofar = outcomes.count(of: 200)
                try await Eventually.holds("ten more answers", within: SuiteOutage.recovery) {
                    outcomes.count(of: 200) >= sofar + 10
                }
            }
            try outcomes.areAnswers([200, 503, 504])
            for reply in outcomes.replies where reply.status == 200 {
                let id = try #require(try reply.json["id"]?.text)
                let events = try await Collector.subscriber.events(1, about: id)
                // Published once or, when the mark was lost with the process, once more under the same id.
                #expect(Set(events.compactMap(\.delivery.message.messageID)).count == 1)
                try await ReadModels.follow(id, to: 1)
            }
            #expect(try await Database.overlaps(in: tenant) == 0)
            let dead = Collector.deadLetters.all { $0.json?["applicationid"]?.text == tenant.id }
            #expect(dead.isEmpty)
        }
    }
}
