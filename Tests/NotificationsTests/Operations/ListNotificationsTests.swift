// SPDX-License-Identifier: Apache-2.0
import Contract
import JSON
import Messaging
import NotificationsContract
import SchedulingContract
import TestSupport
import Testing
import Time

@testable import NotificationsService

@Suite(.needsPostgres) struct ListNotificationsTests {
    private static let id = "0f8fad5b-d9cb-469f-a165-70867728950e"
    private static let supervisor = Caller(subject: "boss", roles: [.supervisor], applications: ["app-1"])

    private func list(
        _ fixture: NotificationsFixture, _ caller: Caller = supervisor, id: String = id,
        scheduling: [AppointmentFacts] = []
    ) async throws -> JSONValue {
        let handler = ListNotificationsHandler(
            database: fixture.database, source: AppointmentSource { _, _, _ in scheduling })
        var input = Input(.object(["id": .string(id)]))
        let request = Request(
            operation: ListNotifications(reading: &input), caller: caller, id: Identifier.random(),
            deadline: Deadline(in: .seconds(10)))
        return try JSONValue.parse(try await handler.handle(request).body)
    }

    @Test func everyMessageIsShownWithoutContactData() async throws {
        try await NotificationsFixture.with { fixture async throws in
            let plan = [
                PlannedNotification(type: "CREATE", channel: "EMAIL", period: nil),
                PlannedNotification(type: "REMINDER", channel: "SMS", period: "PT1H"),
            ]
            try await fixture.schedule(Facts.appointment(plan: plan))
            fixture.mailbox.answer(.refused(code: 550))
            #expect(try await fixture.dispatcher.turn() == 1)
            let rows = try #require(try await list(fixture).elements)
            #expect(rows.map { $0["type"]?.text } == ["CREATE", "REMINDER"])
            #expect(rows.map { $0["channel"]?.text } == ["EMAIL", "SMS"])
            #expect(rows.map { $0["state"]?.text } == ["failed", "planned"])
            #expect(rows.map { $0["reason"]?.text } == ["smtp-550", nil])
            #expect(rows.map { $0["period"]?.text } == [nil, "PT1H"])
            #expect(rows.map { $0["due"]?.text } == [fixture.time.clock.now().rfc3339, "2030-01-31T18:00:00.0Z"])
            #expect(rows.map { $0["recipientId"]?.text } == [Facts.customer, Facts.customer])
            let names: Set = [
                "id", "type", "channel", "recipientId", "period", "due", "state", "reason", "attempts", "at",
            ]
            #expect(rows.allSatisfy { row in row.members?.allSatisfy { names.contains($0.name) } == true })
            #expect(try rows.allSatisfy { try !$0.bytes.contains(#require("@".utf8.first)) })
        }
    }

    @Test func whoMaySeeItIsDecidedAsForTheAppointment() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            let allowed = [
                Self.supervisor, Caller(subject: "agent-7", roles: [.agent], applications: ["app-1"]),
                Caller(subject: "agent-7", roles: [.clientService], applications: ["app-1"]),
            ]
            for caller in allowed {
                #expect(try await list(fixture, caller).elements?.count == 1)
            }
            let refused = [
                Caller(subject: "agent-8", roles: [.agent], applications: ["app-1"]),
                Caller(subject: "agent-8", roles: [.clientService], applications: ["app-1"]),
            ]
            for caller in refused {
                await #expect(throws: Refusal(.forbidden)) { try await list(fixture, caller) }
            }
            let stranger = Caller(subject: "boss", roles: [.supervisor], applications: ["app-2"])
            await #expect(throws: Refusal(.notFound)) { try await list(fixture, stranger) }
            await #expect(throws: Refusal(.notFound)) {
                try await list(fixture, stranger, scheduling: [Facts.appointment()])
            }
        }
    }

    @Test func schedulingIsAskedBeforeAnAppointmentIsUnknown() async throws {
        try await NotificationsFixture.with { fixture async throws in
            #expect(try await list(fixture, scheduling: [Facts.appointment()]).elements?.isEmpty == true)
            await #expect(throws: Refusal(.notFound)) { try await list(fixture) }
            await #expect(throws: Refusal(.notFound)) { try await list(fixture, id: "no/id") }
        }
    }

    @Test func aCancelledAppointmentIsNotFound() async throws {
        try await NotificationsFixture.with { fixture async throws in
            try await fixture.schedule()
            try await fixture.reaction.cancelled(
                NotificationsFixture.event(Facts.appointment(cancelled: true, version: 2, revision: 1)))
            await #expect(throws: Refusal(.notFound)) { try await list(fixture) }
        }
    }
}
