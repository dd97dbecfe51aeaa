// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// Senders of applications: configured, confirmed by a code, tested for real, shown without secrets.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct SenderTests {
    private static let emails = "/api/notifications/emails"
    private static let sms = "/api/notifications/sms"

    private static func admin(_ tenant: Tenant) async throws -> Person {
        try await tenant.person(["ADMIN"], "admin-\(Tenant.random())")
    }

    private static func server(_ host: String, security: String) throws -> JSONValue {
        let port = try #require(Int64(try RunningSuite.value("SMTP_PORT")))
        return .object([
            "host": .string(host), "port": .integer(port), "security": .string(security),
            "username": .string("clinic"), "password": .string("hunter2-secret"),
        ])
    }

    private static func mailSender(_ tenant: Tenant, _ address: String) throws -> Body {
        Body([
            "applicationId": .string(tenant.id), "fromAddress": .string(address), "fromName": .string("Clinic"),
            "smtp": try server("127.0.0.1", security: "NONE"),
        ])
    }

    private static func code(_ text: String) throws -> String {
        String(try #require(text.firstMatch(of: /([0-9]{6}) is the code/)).1)
    }

    private static func confirmation(_ tenant: Tenant, _ code: String) -> Body {
        Body(["applicationId": .string(tenant.id), "code": .string(code)])
    }

    private static func wrong(_ code: String) -> String {
        code == "000000" ? "000001" : "000000"
    }

    private static func mailTest(_ tenant: Tenant, to address: String) -> Body {
        Body([
            "applicationId": .string(tenant.id), "channel": .string("EMAIL"), "type": .string("REMINDER"),
            "period": .string("P1D"), "locale": .string("en-GB"), "timezone": .string("Europe/Berlin"),
            "subject": .string("Video appointment reminder"), "toEmail": .string(address),
            "textBody": .string("Dear {{firstName}}, at {{dd-MM-yyyy}} {{time24}} {{zone}}"),
            "htmlBody": .string("<p>Dear {{firstName}}, at {{dd-MM-yyyy}} {{time24}} {{zone}}</p>"),
        ])
    }

    @Test func aMailSenderIsConfirmedByItsCodeAndReallySends() async throws {
        let (tenant, recipient) = (Tenant(), Customer().email)
        let admin = try await Self.admin(tenant)
        let address = "clinic-\(Tenant.random())@example.org"
        let shown = "\(Self.emails)?applicationId=\(tenant.id)"
        try await admin.get(shown).isProblem(404, "not-found")
        let early = Self.mailTest(tenant, to: recipient)
        try await admin.post("\(Self.emails)/test", early).isProblem(404, "not-found")
        try await admin.post("\(Self.emails)/confirm", Self.confirmation(tenant, "123456")).isProblem(404, "not-found")

        let body = try Self.mailSender(tenant, address)
        for _ in 1...2 {
            let reply = try await admin.post(Self.emails, body, ("Idempotency-Key", "k"))
            #expect(reply.status == 202, "\(reply.text)")
        }
        let mail = try await Sink.mails(to: address)[0]
        #expect(try Sink.count(to: address) == 1)
        #expect(mail.defects == [])
        #expect(mail.values("X-Envelope-From") == [address])
        let code = try Self.code(try mail.part("text/plain").text)
        let pending = try await admin.get(shown)
        #expect(try pending.document()["pending"]?["smtp"]?["security"]?.text == "NONE")
        #expect(!pending.text.contains("hunter2") && !pending.text.contains(code))

        let wrong = Self.confirmation(tenant, Self.wrong(code))
        try await admin.post("\(Self.emails)/confirm", wrong).isProblem(400, "wrong-code")
        let right = try await admin.post("\(Self.emails)/confirm", Self.confirmation(tenant, code))
        #expect(right.status == 204, "\(right.text)")
        let confirmed = try await admin.get(shown).document()
        #expect(confirmed["confirmed"]?["fromAddress"]?.text == address && confirmed["pending"] == nil)

        let test = Self.mailTest(tenant, to: recipient)
        #expect(try await admin.post("\(Self.emails)/test", test, ("Idempotency-Key", "t")).status == 204)
        #expect(try await admin.post("\(Self.emails)/test", test, ("Idempotency-Key", "t")).status == 204)
        #expect(try Sink.count(to: recipient) == 1)
        let sent = try await Sink.mails(to: recipient)[0]
        #expect(sent.defects == [] && sent.values("Subject") == ["Video appointment reminder"])
        #expect(sent.values("From").first?.contains(address) == true)
        #expect(try sent.part("text/plain").text.contains("Europe/Berlin"))
        #expect(try sent.part("text/html").text.hasPrefix("<p>Dear Ada, at "))

        #expect(try await admin.delete(shown).status == 204)
        try await admin.delete(shown).isProblem(404, "not-found")
        try await admin.get(shown).isProblem(404, "not-found")
    }

    @Test(arguments: ["HTTP", "TWILIO"])
    func anSMSSenderIsConfirmedByItsCodeAndReallySends(provider: String) async throws {
        let (tenant, owner, recipient) = (Tenant(), Customer().phone, Customer().phone)
        let admin = try await Self.admin(tenant)
        let shown = "\(Self.sms)?applicationId=\(tenant.id)"
        var body = Body([
            "applicationId": .string(tenant.id), "provider": .string(provider), "from": .string("Clinic"),
            "confirmTo": .string(owner),
        ])
        if provider == "HTTP" {
            let url = try RunningSuite.setting("SMS_URL", of: "notifications")
            body["url"] = .string("\(url)?key=hunter2")
            body["headers"] = .object(["Authorization": .string("Bearer hunter2")])
        } else {
            body["accountSid"] = .string("AC0123456789")
            body["authToken"] = .string("hunter2")
        }
        let reply = try await admin.post(Self.sms, body)
        #expect(reply.status == 202, "\(reply.text)")
        let message = try #require(try SMSInbox.messages(to: owner).first)
        #expect(message.from == "Clinic")
        let pending = try await admin.get(shown)
        #expect(try pending.document()["pending"]?["provider"]?.text == provider)
        #expect(!pending.text.contains("hunter2"))
        let confirmation = Self.confirmation(tenant, try Self.code(message.text))
        #expect(try await admin.post("\(Self.sms)/confirm", confirmation).status == 204)

        let test = Body([
            "applicationId": .string(tenant.id), "channel": .string("SMS"), "type": .string("CREATE"),
            "textBody": .string("Dear {{firstName}} 🙂 {{zone}}"), "locale": .string("en"),
            "timezone": .string("Asia/Kathmandu"), "toPhone": .string(recipient),
        ])
        #expect(try await admin.post("\(Self.sms)/test", test).status == 204)
        let sent = try SMSInbox.messages(to: recipient)
        #expect(sent.count == 1)
        #expect(sent.first?.text.hasPrefix("Dear Ada 🙂 Asia/Kathmandu") == true)
        let long = test.with("textBody", .string(String(repeating: "x", count: 1_601)))
        try await admin.post("\(Self.sms)/test", long).isInvalid(at: ["/textBody"])
        #expect(try await admin.delete(shown).status == 204)
    }

    @Test func fiveWrongCodesLockASender() async throws {
        let tenant = Tenant()
        let admin = try await Self.admin(tenant)
        let address = "clinic-\(Tenant.random())@example.org"
        #expect(try await admin.post(Self.emails, Self.mailSender(tenant, address)).status == 202)
        let code = try Self.code(try await Sink.mails(to: address)[0].part("text/plain").text)
        for _ in 1...5 {
            let wrong = Self.confirmation(tenant, Self.wrong(code))
            try await admin.post("\(Self.emails)/confirm", wrong).isProblem(400, "wrong-code")
        }
        let right = Self.confirmation(tenant, code)
        try await admin.post("\(Self.emails)/confirm", right).isProblem(400, "wrong-code")
    }

    @Test(arguments: ["10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "[fd00::1]"])
    func whatIsNotPublicIsNotAsked(host: String) async throws {
        let tenant = Tenant()
        let admin = try await Self.admin(tenant)
        let mail = try Self.mailSender(tenant, "clinic@example.org")
            .with("smtp", Self.server(host, security: "TLS"))
        try await admin.post(Self.emails, mail).isProblem(400, "sender-refused")
        let sms = Body([
            "applicationId": .string(tenant.id), "provider": .string("HTTP"), "from": .string("Clinic"),
            "confirmTo": .string("+4930123456"), "url": .string("https://\(host)/sms"),
        ])
        try await admin.post(Self.sms, sms).isProblem(400, "sender-refused")
        try await admin.get("\(Self.emails)?applicationId=\(tenant.id)").isProblem(404, "not-found")
    }

    @Test func anotherApplicationIsNotFound() async throws {
        let (tenant, other) = (Tenant(), Tenant())
        let stranger = try await Self.admin(other)
        try await stranger.post(Self.emails, Self.mailSender(tenant, "c@example.org")).isProblem(404, "not-found")
        for path in [Self.emails, Self.sms] {
            try await stranger.get("\(path)?applicationId=\(tenant.id)").isProblem(404, "not-found")
            try await stranger.delete("\(path)?applicationId=\(tenant.id)").isProblem(404, "not-found")
            let confirmation = Self.confirmation(tenant, "123456")
            try await stranger.post("\(path)/confirm", confirmation).isProblem(404, "not-found")
        }
    }

    @Test func everyFaultIsNamed() async throws {
        let tenant = Tenant()
        let admin = try await Self.admin(tenant)
        try await admin.post(Self.emails, Body(["applicationId": .string(tenant.id)])).isInvalid(at: [
            "/fromAddress", "/fromName", "/smtp",
        ])
        let open = try Self.mailSender(tenant, "c@example.org")
            .with("smtp", Self.server("mail.example.org", security: "NONE"))
        try await admin.post(Self.emails, open).isInvalid(at: ["/smtp/security"])
        let twilio = Body([
            "applicationId": .string(tenant.id), "provider": .string("TWILIO"), "from": .string("Clinic"),
            "confirmTo": .string("+4930123456"),
        ])
        try await admin.post(Self.sms, twilio).isInvalid(at: ["/accountSid", "/authToken"])
        let plain = twilio.with("provider", .string("HTTP")).with("url", .string("http://sms.example.org/"))
        try await admin.post(Self.sms, plain).isInvalid(at: ["/url"])
        let test = Self.mailTest(tenant, to: "a@example.org").with("channel", .string("SMS"))
        try await admin.post("\(Self.emails)/test", test).isInvalid(at: ["/channel"])
        let template = Self.mailTest(tenant, to: "a@example.org").with("htmlBody", .string("{{{firstName}}}"))
        try await admin.post("\(Self.emails)/test", template).isInvalid(at: ["/htmlBody"])
    }
}
