// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Testing

/// `GET` and `PUT /api/notifications/settings/{applicationId}`, and what they change elsewhere.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct SettingsTests {
    private func path(_ tenant: Tenant) -> String { "/api/notifications/settings/\(tenant.id)" }

    /// Sets them and waits until scheduling knows.
    private func set(_ settings: Body, of tenant: Tenant, by administrator: Person) async throws -> Reply {
        let reply = try await administrator.put(path(tenant), settings)
        try reply.document()
        try await Eventually.holds("settings of \(tenant.id) in scheduling") {
            try await Database.number(
                """
                select count(*) as value from scheduling.application_settings
                where application_id = \(tenant.id) and sequence = (
                    select max(id) from notifications.outbox
                    where application_id = \(tenant.id) and routing_key = 'settings.changed.v1')
                """) == 1
        }
        return reply
    }

    @Test func settingsAreReadAsTheyWereSet() async throws {
        let tenant = Tenant()
        let administrator = try await tenant.person(["ADMIN"], "admin")
        let before = try await administrator.get(path(tenant))
        #expect(try before.document()["retention"]?.text == "P30D")
        #expect(try before.document()["ticketBaseUrl"]?.text == RunningSuite.value("GATEWAY_URL"))
        #expect(try before.document()["notifications"]?.elements?.count == 12)
        #expect(before.header("ETag") == "\"0\"")
        let body = Body(["locale": .string("de_AT"), "retention": .string("PT48H"), "active": .boolean(false)])
        let reply = try await administrator.put(path(tenant), body, ("If-Match", "\"0\""), ("Idempotency-Key", "k"))
        #expect(try reply.document()["retention"]?.text == "P2D")
        let repeated = try await administrator.put(
            path(tenant), body, ("If-Match", "\"0\""), ("Idempotency-Key", "k"))
        #expect(repeated.body == reply.body)
        try await administrator.put(path(tenant), body, ("If-Match", "\"0\"")).isProblem(412, "stale")
        let read = try await administrator.get(path(tenant) + "/")
        #expect(read.body == reply.body && read.header("ETag") == "\"1\"")
        #expect(try await administrator.get(path(tenant), ("If-None-Match", "\"1\"")).status == 304)
        try await administrator.get(path(Tenant())).isProblem(404, "not-found")
        try await administrator.put(path(Tenant()), body).isProblem(404, "not-found")
    }

    @Test func faultyTemplatesArePointedAt() async throws {
        let tenant = Tenant()
        let administrator = try await tenant.person(["ADMIN"], "admin")
        let templates: [JSONValue] = ["{{{title}}}", "{{> a}}", "fine"].map { text in
            .object([
                "type": .string("ROOM"), "channel": .string("SMS"), "period": .string("P5M"), "locale": .string(text),
                "textBody": .string(text),
            ])
        }
        try await administrator.put(path(tenant), Body(["notifications": .array(templates)])).isInvalid(at: [
            "/notifications/0/textBody", "/notifications/0/locale", "/notifications/1/textBody",
            "/notifications/1/locale", "/notifications",
        ])
        let agent = try await tenant.agent()
        let body = Body.appointment(in: tenant).with(
            "notifications",
            .array([
                .object([
                    "type": .string("CREATE"), "channel": .string("EMAIL"), "htmlBody": .string("{{&firstName}}"),
                ])
            ]))
        try await agent.post("/api/appointments/", body).isInvalid(at: ["/notifications/0/htmlBody"])
    }

    @Test func appointmentsFollowTheSettingsOfTheirApplication() async throws {
        let tenant = Tenant()
        let administrator = try await tenant.person(["ADMIN"], "admin")
        let agent = try await tenant.agent()
        let first = try await agent.schedule(.appointment(in: tenant))
        try await agent.post("/api/appointments/", .appointment(in: tenant)).isProblem(409, "slot-taken")
        let settings = Body([
            "active": .boolean(false), "locale": .string("de-AT"), "overlapPolicy": .string("ALLOW"),
            "retention": .string("P7D"),
        ])
        _ = try await set(settings, of: tenant, by: administrator)
        let second = try await agent.schedule(.appointment(in: tenant))
        #expect(first.document["notificationsActive"] == .boolean(true))
        #expect(second.document["notificationsActive"] == .boolean(false))
        #expect(second.document["locale"]?.text == "de-AT")
        let texts = second.document["notifications"]?.elements?.compactMap { $0["textBody"]?.text } ?? []
        #expect(texts.count == 12)
        #expect(texts.allSatisfy { $0.hasPrefix("Guten Tag") })
        try await Eventually.holds("retention of \(tenant.id) in participants") {
            try await Database.number(
                """
                select coalesce(max(retention), 0) as value from participants.application_settings
                where application_id = \(tenant.id)
                """) == 7 * 86_400
        }

        let own = [("de", "Bald"), ("en", "Soon")].map { locale, text in
            JSONValue.object([
                "type": .string("REMINDER"), "channel": .string("SMS"), "period": .string("P30M"),
                "locale": .string(locale), "textBody": .string(text),
            ])
        }
        _ = try await set(Body(["notifications": .array(own)]), of: tenant, by: administrator)
        let third = try await agent.schedule(
            .appointment(in: tenant, hours: 1).with("locale", .string("de_CH")))
        let list = third.document["notifications"]?.elements ?? []
        #expect(list.map { $0["textBody"]?.text } == ["Bald"])
        #expect(list.map { $0["period"]?.text } == ["PT30M"])
        #expect(try Appointment(try await agent.get(third.path)).document == third.document)
        // Back to REFUSE with these settings: the first one blocks as before.
        try await agent.post("/api/appointments/", .appointment(in: tenant)).isProblem(409, "slot-taken")
    }
}
