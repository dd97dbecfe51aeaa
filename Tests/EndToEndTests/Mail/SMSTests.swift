// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing
import Time

/// Messages of appointments by SMS, as a real web server takes them.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct SMSTests {
    private static func template(_ type: String, period: String? = nil, _ text: String) -> JSONValue {
        var entry = Body(["type": .string(type), "channel": .string("SMS"), "textBody": .string(text)])
        entry["period"] = period.map(JSONValue.string)
        return entry.json
    }

    /// Type and state of each message of an appointment, once none is under way or waits for its time.
    private func settled(_ appointment: Appointment, by person: Person) async throws -> Set<String> {
        try await Eventually.find("settled messages") {
            let rows = try await person.get("\(appointment.path)/notifications").document().elements ?? []
            let states = rows.compactMap { $0["state"]?.text }
            guard !rows.isEmpty, !states.contains("planned"), !states.contains("sending") else { return nil }
            return Set(
                rows.map { row in
                    ["type", "channel", "state", "reason"].compactMap { row[$0]?.text }.joined(separator: " ")
                })
        }
    }

    @Test func confirmationAndReminderComeByThePlatformsSenderAtTheirTime() async throws {
        let (tenant, customer) = (Tenant(), Customer())
        let agent = try await tenant.agent()
        let templates = [
            Self.template("CREATE", "Hello {{firstName}} 🙂 & {{lastName}}, {{zone}}"),
            Self.template("REMINDER", period: "PT1H", "Soon: {{roomLink}}"),
        ]
        let start = Moment.now(plus: 3_605)
        let appointment = try await agent.schedule(
            .appointment(in: tenant, customer: customer).with("start", .string(start))
                .with("notifications", .array(templates)))
        let first = try await SMSInbox.messages(1, to: customer.phone)
        let sender = try RunningSuite.setting("SMS_FROM", of: "notifications")
        #expect(first.map(\.from) == [sender])
        #expect(first.first?.text.hasPrefix("Hello Ada 🙂 & \(customer.lastName), Europe/Berlin, UTC+0") == true)
        let both = try await SMSInbox.messages(2, to: customer.phone)
        // Not before its time.
        #expect(try Instant(rfc3339: Moment.now(plus: 3_600)) >= Instant(rfc3339: start))
        let link = "\(try RunningSuite.value("GATEWAY_URL"))/q/\(try await appointment.code())"
        #expect(both.map(\.text) == [first[0].text, "Soon: \(link)"] && both[1].from == sender)
        #expect(try await settled(appointment, by: agent) == ["CREATE SMS sent", "REMINDER SMS sent"])
        #expect(try SMSInbox.messages(to: customer.phone).count == 2)
        #expect(try Sink.count(to: customer.email) == 0)
    }

    @Test(arguments: ["HTTP", "TWILIO"])
    func anApplicationsMessagesLeaveByItsOwnProvider(provider: String) async throws {
        let (tenant, customer, owner) = (Tenant(), Customer(), Customer().phone)
        let administrator = try await tenant.person(["ADMIN"], "admin-\(Tenant.random())")
        try await Self.configure(provider, "Clinic", confirmTo: owner, of: tenant, by: administrator)
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(
            .appointment(in: tenant, customer: customer)
                .with("notifications", .array([Self.template("CREATE", "On {{yyyy-MM-dd}}")])))
        let sent = try await SMSInbox.messages(1, to: customer.phone)
        #expect(sent.map(\.from) == ["Clinic"])
        #expect(sent.first?.text.wholeMatch(of: /On [0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil)
        #expect(try await settled(appointment, by: agent) == ["CREATE SMS sent"])
        // Without it, the next one leaves by the platform's.
        let path = "/api/notifications/sms?applicationId=\(tenant.id)"
        #expect(try await administrator.delete(path).status == 204)
        let other = Customer()
        _ = try await agent.schedule(
            .appointment(in: tenant, hours: 1, customer: other)
                .with("notifications", .array([Self.template("CREATE", "Hello")])))
        let platform = try RunningSuite.setting("SMS_FROM", of: "notifications")
        #expect(try await SMSInbox.messages(1, to: other.phone).map(\.from) == [platform])
    }

    @Test func aCodeComesBySMSAndProvesTheNumber() async throws {
        let (tenant, customer) = (try await Verification.tenant(), Customer())
        let asked = Body.code(in: tenant, to: customer.phone, locale: "de").with("channel", .string("SMS"))
        let reply = try await Person.nobody.post("/api/notifications/otp", asked)
        let id = try #require(try reply.document()["id"]?.text)
        let text = try #require(try await SMSInbox.messages(1, to: customer.phone).first?.text)
        let code = try #require(text.firstMatch(of: /^([0-9]{6}) ist Ihr Code/)).1
        let verification = Verification(id: id, code: String(code))
        let stranger = Body.appointment(in: tenant, customer: Customer())
        try await verification.book(stranger).isProblem(403, "forbidden")
        _ = try Appointment(try await verification.book(.appointment(in: tenant, customer: customer)))
        // The confirmation goes to the verified number and not to the address beside it.
        #expect(try await SMSInbox.messages(2, to: customer.phone).count == 2)
        #expect(try Sink.count(to: customer.email) == 0)
    }

    /// Configures and confirms a sender that leads to the sink.
    private static func configure(
        _ provider: String, _ name: String, confirmTo owner: String, of tenant: Tenant, by administrator: Person
    ) async throws {
        var body = Body([
            "applicationId": .string(tenant.id), "provider": .string(provider), "from": .string(name),
            "confirmTo": .string(owner),
        ])
        if provider == "HTTP" {
            body["url"] = .string(try RunningSuite.setting("SMS_URL", of: "notifications"))
        } else {
            body["accountSid"] = .string("AC0123456789")
            body["authToken"] = .string("hunter2")
        }
        let reply = try await administrator.post("/api/notifications/sms", body)
        #expect(reply.status == 202, "\(reply.text)")
        let text = try #require(try await SMSInbox.messages(1, to: owner).first?.text)
        let code = String(try #require(text.firstMatch(of: /([0-9]{6}) is the code/)).1)
        let confirmation = Body(["applicationId": .string(tenant.id), "code": .string(code)])
        #expect(try await administrator.post("/api/notifications/sms/confirm", confirmation).status == 204)
    }
}
