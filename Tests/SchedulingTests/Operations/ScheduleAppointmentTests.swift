// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import ParticipantsContract
import Postgres
import SchedulingContract
import Testing

@testable import SchedulingService

@Suite(.needsPostgres) struct ScheduleAppointmentTests {
    @Test func theAnswerIsTheWholeAppointment() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let answer = try await fixture.schedule(
                .booking(
                    extra: #""title": "Review", "notes": "a\nb", "metadata": {"b": 1.50, "a": {}}, "locale": "en_US","#)
            )
            #expect(answer.status == 200 && answer.etag == "\"1\"")
            let json = answer.json
            #expect(json["start"]?.text == "2030-01-08T10:00:00.0Z")
            #expect(json["end"]?.text == "2030-01-08T10:30:00.0Z")
            #expect(json["duration"]?.text == "PT30M" && json["locale"]?.text == "en_US")
            #expect(json["organizer"] == .object(["id": .string("sup-1"), "type": .string("AGENT")]))
            #expect(json["participantIds"]?.elements?.map { $0["type"]?.text } == ["CUSTOMER", "AGENT"])
            #expect(json["interaction"]?["state"]?.text == "PENDING")
            #expect(json["interaction"]?["routing"]?["type"]?.text == "GENESYS_CLOUD_FLOW")
            #expect(json["metadata"] == .object(["b": .number("1.50"), "a": .object([:])]))
            #expect(json["notifications"]?.elements?.first?["type"]?.text == "CREATE")
            #expect(try await fixture.find(json["id"]?.text ?? "") == answer)
        }
    }

    @Test func theEventCarriesTheFactsAndNothingPersonal() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let id = try await fixture.scheduled()
            let events = try await fixture.events(of: id)
            #expect(events.map(\.type) == [EventType.appointmentScheduled.name])
            let change = try #require(events.first?.change)
            #expect(events.first?.sequence == 1)
            #expect(change.previous == nil && change.actor.id == "sup-1" && change.actor.role == "ROLE_SUPERVISOR")
            #expect(change.current.wallTime.hasPrefix("2030-01-08T11:00") && change.current.utcOffset == 3600)
            #expect(change.current.reminderPlan == NotificationList.builtInPlan)
            #expect(change.current.revision == 0 && change.current.version == 1)
            let personal: Int = try await fixture.count(
                """
                select count(*) from outbox
                where convert_from(body, 'UTF8') like '%Bobby%' or convert_from(body, 'UTF8') like '%ewingb%'
                """)
            #expect(personal == 0)
        }
    }

    @Test func customersAreRegisteredUnderTheirParticipantIdentifiers() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let json = try await fixture.schedule(.booking()).json
            let registration = try #require(fixture.registrations.all.first)
            #expect(registration.appointment.appointmentId == json["id"]?.text)
            #expect(registration.appointment.agentIds == ["agent-1"])
            #expect(
                registration.customers.map(\.participantId) == [json["participantIds"]?.elements?.first?["id"]?.text])
            #expect(registration.customers.first?.firstName == "Bobby")
        }
    }

    @Test func anOccupiedSlotIsRefusedAndLeavesNothing() async throws {
        try await SchedulingFixture.with { fixture async throws in
            _ = try await fixture.scheduled()
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.schedule(.booking(at: "2030-01-08T10:29:59Z"), key: "k")
            }
            #expect(refusal?.type == .slotTaken)
            #expect(try await fixture.count("select count(*) from appointments") == 1)
            #expect(try await fixture.count("select count(*) from outbox") == 1)
            // Refusals are not stored: the same key may try another time.
            #expect(try await fixture.schedule(.booking(at: "2030-01-08T10:30:00Z"), key: "k").status == 200)
        }
    }

    @Test func theSameKeyGivesTheStoredAnswerOnce() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let first = try await fixture.schedule(.booking(), key: "k")
            #expect(try await fixture.schedule(.booking(), key: "k") == first)
            #expect(fixture.registrations.all.count == 1)
            #expect(try await fixture.count("select count(*) from appointments") == 1)
            await #expect(throws: Refusal(.keyReused)) {
                try await fixture.schedule(.booking(at: "2030-01-09T10:00:00Z"), key: "k")
            }
        }
    }

    @Test func parallelTwinsMakeOneAppointment() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let outcomes = await withTaskGroup(of: Result<Answer, any Error>.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        do { return .success(try await fixture.schedule(.booking(), key: "twin")) } catch {
                            return .failure(error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let answers = outcomes.compactMap { try? $0.get() }
            #expect(!answers.isEmpty && Set(answers.map(\.body)).count == 1)
            for case .failure(let error) in outcomes {
                #expect(error as? Refusal == Refusal(.requestInProgress))
            }
            #expect(try await fixture.count("select count(*) from appointments") == 1)
        }
    }

    @Test func rolesDecideWhoOrganizesAndWhoIsAssigned() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let own = try await fixture.schedule(.booking(agent: nil), by: .agent("agent-7")).json
            #expect(own["organizer"]?["id"]?.text == "agent-7")
            #expect(own["participantIds"]?.elements?.last?["id"]?.text == "agent-7")
            await #expect(throws: Refusal.self) {
                try await fixture.schedule(.booking(agent: "agent-8"), by: .agent("agent-7"))
            }
            let unassigned = try await fixture.schedule(.booking(agent: nil)).json
            #expect(unassigned["organizer"]?["id"]?.text == "sup-1")
            #expect(unassigned["participantIds"]?.elements?.count == 1)
            let byService = try await fixture.schedule(.booking(agent: nil), by: .clientService).json
            #expect(byService["organizer"]?["type"]?.text == "CUSTOMER")
            #expect(byService["organizer"]?["id"] == byService["participantIds"]?.elements?.first?["id"])
            let assigned = try await fixture.schedule(.booking(agent: "agent-9"), by: .clientService).json
            #expect(assigned["organizer"] == .object(["id": .string("agent-9"), "type": .string("AGENT")]))
        }
    }

    @Test func aMissingApplicationIsOneFaultAmongTheOthers() async throws {
        try await SchedulingFixture.with { fixture async throws in
            let several = Caller(subject: "sup-1", roles: [.supervisor], applications: ["app-1", "app-2"])
            let others = ["/start", "/duration", "/timezone", "/customer"]
            for (json, pointers) in [
                ("{}", others + ["/applicationId"]),
                (#"{"applicationId": "a b", "start": "x"}"#, ["/applicationId"] + others),
                (String.booking().replacing(#""applicationId": "app-1", "#, with: ""), ["/applicationId"]),
            ] as [(String, [String])] {
                let refusal = await #expect(throws: Refusal.self) { try await fixture.schedule(json, by: several) }
                #expect(refusal?.type == .invalidRequest && refusal?.faults.map(\.pointer) == pointers)
            }
            let agent = Caller(subject: "agent-1", roles: [.agent], applications: ["app-1", "app-2"])
            let refusal = await #expect(throws: Refusal.self) {
                try await fixture.schedule(#"{"userId": "agent-2"}"#, by: agent)
            }
            #expect(refusal?.type == .forbidden)
        }
    }

    @Test(arguments: [
        (#"{"applicationId": "app-2", "start": "x"}"#, ProblemType.forbidden),
        (#"{"applicationId": "app-1"}"#, .invalidRequest),
        (String.booking(at: "2030-01-07T07:59:59Z"), .invalidRequest),
        (String.booking(at: "2041-01-07T08:00:00Z"), .invalidRequest),
    ])
    func whatCanNotBeScheduledIsRefused(json: String, problem: ProblemType) async throws {
        try await SchedulingFixture.with { fixture async throws in
            let refusal = await #expect(throws: Refusal.self) { try await fixture.schedule(json) }
            #expect(refusal?.type == problem)
            #expect(fixture.registrations.all.isEmpty)
            #expect(try await fixture.count("select count(*) from appointments") == 0)
        }
    }

    @Test func ofManyForOneSlotExactlyOneGetsIt() async throws {
        try await SchedulingFixture.with(size: 8) { fixture async throws in
            let won = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<64 {
                    let start = "2030-01-08T10:\(index % 2 == 0 ? "00" : "15"):00Z"
                    group.addTask { (try? await fixture.schedule(.booking(at: start))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(won == 1)
            #expect(try await fixture.count("select count(*) from occupancy") == 1)
        }
    }
}
