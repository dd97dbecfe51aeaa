// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Testing

/// `GET /q/{code}`: what a customer's room link opens.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct TicketTests {
    private static let browser = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")

    /// A room link is nobody's to list, to frame or to tell another site.
    private func isUnlisted(_ reply: Reply) -> Bool {
        reply.header("X-Robots-Tag") == "noindex" && reply.header("Referrer-Policy") == "no-referrer"
            && reply.header("Cache-Control") == "no-store"
    }

    @Test func theLinkExistsFromSchedulingOnAndLeadsToAWaitingPage() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let customer = Customer()
        var body = Body.appointment(in: tenant, customer: customer).with("title", .string("Fragen & Antworten"))
        body["locale"] = .string("de_DE")
        let appointment = try await agent.schedule(body)
        #expect(appointment.document["interaction"]?["state"]?.text == "PENDING")
        let code = try await appointment.code()
        for path in ["/q/\(code)", "/q/\(code)/", "/q/\(code.uppercased())"] {
            let reply = try await Person.nobody.get(path, Self.browser)
            #expect(reply.status == 200 && isUnlisted(reply))
            #expect(reply.header("Content-Type") == "text/html; charset=utf-8")
            let policy = try #require(reply.header("Content-Security-Policy"))
            #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"))
            #expect(reply.header("X-Content-Type-Options") == "nosniff")
            #expect(reply.text.contains("<html lang=\"de\">") && reply.text.contains("Fragen &amp; Antworten"))
            #expect(reply.text.contains("Europe/Berlin, UTC+0") && !reply.text.contains("<script"))
            for secret in customer.personalData + [appointment.id, agent.id] {
                #expect(!reply.text.contains(secret))
            }
        }
        let head = try await Gateway.send("HEAD", "/q/\(code)")
        #expect(head.status == 200 && head.body.isEmpty && isUnlisted(head))
        #expect(try await agent.get(appointment.path).document() == appointment.document)
        for method in ["POST", "PUT", "DELETE"] {
            try await Gateway.send(method, "/q/\(code)").isProblem(405, "method-not-allowed")
        }
    }

    @Test func fromTheStartOnTheLinkLeadsToTheRoom() async throws {
        let tenant = Tenant()
        let body = Body.appointment(in: tenant).with("start", .string(Moment.now(plus: 10)))
        let appointment = try await tenant.agent().schedule(body)
        let code = try await appointment.code()
        #expect(try await Person.nobody.get("/q/\(code)").status == 200)
        let reply = try await Eventually.find("way to the room", within: .seconds(40), every: .milliseconds(250)) {
            let reply = try await Person.nobody.get("/q/\(code)")
            return reply.status == 302 ? reply : nil
        }
        #expect(
            reply.header("Location") == "https://rooms.localhost/\(try await appointment.conference())?ticket=\(code)")
        #expect(isUnlisted(reply) && reply.body.isEmpty)
    }

    @Test func whatIsCancelledOrEndedIsGone() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let cancelled = try await agent.schedule(.appointment(in: tenant))
        let ended = try await agent.schedule(.appointment(in: tenant, hours: 2))
        let codes = [try await cancelled.code(), try await ended.code()]
        #expect(try await agent.delete(cancelled.path).status == 204)
        #expect(try await Gateway.send("PUT", "\(ended.path)/end", token: agent.token).status == 200)
        for code in codes {
            let problem = try await Person.nobody.get("/q/\(code)")
            try problem.isProblem(410, "link-gone")
            #expect(isUnlisted(problem))
            let page = try await Person.nobody.get("/q/\(code)", Self.browser)
            #expect(page.status == 410 && isUnlisted(page))
            #expect(page.header("Content-Type") == "text/html; charset=utf-8")
            #expect(page.text.contains("<h1>This link no longer works</h1>"))
        }
    }

    @Test func theAppointmentsOwnLinkOpensTheSame() async throws {
        let tenant = Tenant()
        let service = try await tenant.clientService()
        let appointment = try await service.schedule(.appointment(in: tenant))
        let answer = try await Gateway.send(
            "POST", "/api/appointments/activate/\(appointment.id)", token: service.token
        ).document()
        let url = try #require(answer["url"]?.text)
        let path = String(url.dropFirst(try RunningSuite.value("GATEWAY_URL").count))
        #expect(path != "/q/\(try await appointment.code())")
        #expect(try await Person.nobody.get(path).status == 200)
    }

    @Test func aRemovedCustomersLinkIsGoneAndTheOthersIsNot() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let code = try await appointment.code()
        let path = "/api/appointments/participants/customers/"
        #expect(try await agent.post(path, .customer(Customer(), of: appointment.id)).status == 200)
        let first = try #require(appointment.participants("CUSTOMER").first)
        #expect(try await agent.delete(appointment.participant(first)).status == 200)
        try await Person.nobody.get("/q/\(code)").isProblem(410, "link-gone")
        let other = try await Database.text(
            """
            select code as value from scheduling.tickets
            where appointment_id = \(appointment.id) and revoked_at is null
            """)
        #expect(try await Person.nobody.get("/q/\(other)").status == 200)
    }

    @Test(arguments: ["0123456789abcdef", "short", "a%00b", "%ff", "0123456789abcde%21", "..%2f..%2fapi"])
    func whatIsNoCodeOpensNothing(code: String) async throws {
        try await Person.nobody.get("/q/\(code)").isProblem(404, "not-found")
    }

    @Test func anUnknownCodeIsAPageForBrowsersInEveryLanguage() async throws {
        let reply = try await Person.nobody.get("/q/0123456789abcdef", Self.browser)
        #expect(reply.status == 404 && isUnlisted(reply))
        #expect(reply.text.contains("<html lang=\"en\">") && reply.text.contains("<section lang=\"de\">"))
    }
}
