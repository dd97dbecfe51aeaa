// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// Messages of each type as they arrive, and the ledger that tells of them.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct NotificationTests {
    private static func template(
        _ type: String, _ channel: String = "EMAIL", period: String? = nil, text: String
    ) -> JSONValue {
        var entry = Body([
            "type": .string(type), "channel": .string(channel), "subject": .string(type), "textBody": .string(text),
        ])
        entry["period"] = period.map(JSONValue.string)
        return (try? JSONValue.parse(entry.bytes)) ?? .null
    }

    /// What the ledger says of each message, once it says nothing of one under way.
    private func ledger(_ appointment: Appointment, by person: Person, _ count: Int) async throws -> [JSONValue] {
        try await Eventually.find("\(count) settled messages") {
            let rows = try await person.get("\(appointment.path)/notifications").document().elements ?? []
            let isSettled = rows.allSatisfy { row in
                row["state"]?.text != "sending" && (row["state"]?.text != "planned" || row["period"] != nil)
            }
            return rows.count >= count && isSettled ? rows : nil
        }
    }

    private func states(_ rows: [JSONValue]) -> Set<String> {
        Set(
            rows.map { row in
                [row["type"]?.text, row["state"]?.text, row["reason"]?.text].compactMap { $0 }.joined(separator: " ")
            })
    }

    @Test func aMoveIsToldWithANewerEntryAndVoidsTheOldReminder() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let agent = try await tenant.agent()
        let templates = [
            Self.template("CREATE", text: "new {{time24}}"), Self.template("RESCHEDULE", text: "moved {{time24}}"),
            Self.template("REMINDER", period: "PT1H", text: "soon"),
        ]
        let appointment = try await agent.schedule(
            .appointment(in: tenant, customer: customer).with("notifications", .array(templates)))
        _ = try await Sink.mails(to: customer.email)
        #expect(try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 3)).status == 200)
        let mails = try await Sink.mails(2, to: customer.email)
        let moved = try #require(mails.first { $0.values("Subject") == ["RESCHEDULE"] })
        let entry = try CalendarText(try moved.part("text/calendar").text)
        #expect(try entry.value("METHOD") == "REQUEST")
        #expect(try entry.value("SEQUENCE") == "1")
        #expect(try entry.value("UID") == "\(appointment.id)@appointments.localhost")
        let rows = try await ledger(appointment, by: agent, 4)
        #expect(
            states(rows) == [
                "CREATE sent", "RESCHEDULE sent", "REMINDER suppressed superseded", "REMINDER planned",
            ])
    }

    @Test func aCancelIsToldAndTakesTheEntryBack() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let agent = try await tenant.agent()
        let templates = [Self.template("CREATE", text: "new"), Self.template("CANCELLED", text: "off")]
        let appointment = try await agent.schedule(
            .appointment(in: tenant, customer: customer).with("notifications", .array(templates)))
        _ = try await Sink.mails(to: customer.email)
        #expect(try await agent.delete(appointment.path).status == 204)
        let mails = try await Sink.mails(2, to: customer.email)
        let notice = try #require(mails.first { $0.values("Subject") == ["CANCELLED"] })
        let part = try notice.part("text/calendar")
        #expect(part.parameters["method"] == "CANCEL")
        let entry = try CalendarText(part.text)
        #expect(try entry.value("STATUS") == "CANCELLED")
        #expect(try entry.value("SEQUENCE") == "1")
        #expect(try await agent.get("\(appointment.path)/notifications").status == 404)
    }

    @Test func aReminderComesAtItsTimeAndNotBefore() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let agent = try await tenant.agent()
        let body = Body.appointment(in: tenant, customer: customer).with("start", .string(Moment.now(plus: 3_605)))
            .with("notifications", .array([Self.template("REMINDER", period: "PT1H", text: "soon")]))
        let appointment = try await agent.schedule(body)
        let planned = try await ledger(appointment, by: agent, 1)
        #expect(states(planned) == ["REMINDER planned"])
        let mail = try await Sink.mails(to: customer.email)[0]
        #expect(mail.parts.map(\.type) == ["text/plain"])
        let row = try await Eventually.find("sent reminder") {
            try await ledger(appointment, by: agent, 1).first { $0["state"]?.text == "sent" }
        }
        // The same form of instant sorts as text to the second.
        let (due, at) = (try #require(row["due"]?.text), try #require(row["at"]?.text))
        #expect(at.prefix(19) >= due.prefix(19))
        #expect(row["attempts"] == .integer(1))
    }

    /// Activated by hand first, so that no event tells of the one who joins.
    @Test func nobodyIsRemindedOfAConferenceThatSomebodyHasJoinedAndLeft() async throws {
        let tenant = Tenant()
        let (agent, service) = (try await tenant.agent(), try await tenant.clientService())
        let body = Body.appointment(in: tenant).with("start", .string(Moment.now(plus: 3_610)))
            .with("notifications", .array([Self.template("REMINDER", period: "PT1H", text: "soon")]))
        let appointment = try await agent.schedule(body)
        let activation = try await Gateway.send(
            "POST", "/api/appointments/activate/\(appointment.id)", token: service.token)
        #expect(activation.status == 200)
        let conference = try await Conference(of: appointment)
        try await conference.tell("joined", agent.id, "AGENT")
        try await conference.tell("left", agent.id, "AGENT", at: Moment.now(plus: 1))
        let row = try await Eventually.find("settled reminder") {
            try await ledger(appointment, by: agent, 1).first { $0["state"]?.text != "planned" }
        }
        #expect(states([row]) == ["REMINDER suppressed started"])
    }

    @Test func theLedgerNamesNobodysAddressAndIsForTheStaffConcerned() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant, customer: customer))
        _ = try await ledger(appointment, by: agent, 1)
        let path = "\(appointment.path)/notifications"
        let reply = try await agent.get(path)
        #expect(customer.personalData.allSatisfy { !reply.text.contains($0) })
        #expect(try await tenant.supervisor().get(path).status == 200)
        #expect(try await tenant.agent().get(path).status == 403)
        #expect(try await tenant.clientService().get(path).status == 403)
        #expect(try await Tenant().supervisor().get(path).status == 404)
        #expect(try await agent.get("/api/appointments/nobody/notifications").status == 404)
    }
}
