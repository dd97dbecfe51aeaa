// SPDX-License-Identifier: Apache-2.0
import AMQP
import JSON
import Testing

/// The CREATE mail as it arrives at a real SMTP server.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct MailTests {
    @Test func theCustomerIsInvited() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant, customer: customer))
        let mail = try await Sink.mails(to: customer.email)[0]
        #expect(mail.defects == [])
        #expect(mail.values("X-Envelope-To") == [customer.email])
        #expect(mail.values("X-Envelope-From") == ["appointments@appointments.localhost"])
        #expect(mail.values("To").count == 1)
        #expect(mail.values("To").first?.contains(customer.email) == true)
        #expect(mail.values("Cc") == [] && mail.values("Bcc") == [])
        #expect(mail.values("From").first?.contains("appointments@appointments.localhost") == true)
        #expect(mail.values("Subject").count == 1)
        #expect(mail.values("Subject").first?.isEmpty == false)
        #expect(mail.values("Subject").first?.contains("{{") == false)
        #expect(mail.values("Date").count == 1)
        #expect(mail.values("Message-ID").count == 1)
        #expect(mail.values("Message-ID").first?.hasSuffix("@appointments.localhost>") == true)
        #expect(mail.values("Auto-Submitted") == ["auto-generated"])
        #expect(mail.values("MIME-Version") == ["1.0"])
        #expect(mail.values("Content-Type").first?.hasPrefix("multipart/alternative") == true)
        #expect(mail.parts.map(\.type) == ["text/plain", "text/html", "text/calendar"])
        for part in [try mail.part("text/plain"), try mail.part("text/html")] {
            #expect(part.parameters["charset"]?.lowercased() == "utf-8")
            #expect(part.text.contains(customer.firstName))
            #expect(part.text.contains("Europe/Berlin"))
            #expect(part.text.contains(appointment.iCalendar))
            #expect(part.text.contains(appointment.google))
            #expect(!part.text.contains("{{"))
        }
    }

    @Test func theInvitationIsACalendarRequest() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let body = Body.appointment(in: tenant, customer: customer).with("title", .string("Review, part 2"))
        let appointment = try await tenant.agent().schedule(body)
        let part = try await Sink.mails(to: customer.email)[0].part("text/calendar")
        #expect(part.parameters["method"] == "REQUEST")
        #expect(part.parameters["charset"]?.lowercased() == "utf-8")
        let calendar = try CalendarText(part.text)
        #expect(try calendar.value("METHOD") == "REQUEST")
        #expect(try calendar.value("UID") == "\(appointment.id)@appointments.localhost")
        #expect(try calendar.value("SEQUENCE") == "0")
        #expect(try calendar.value("SUMMARY") == "Review\\, part 2")
        #expect(try calendar.value("ATTENDEE").lowercased() == "mailto:\(customer.email)".lowercased())
        #expect(calendar.values("ORGANIZER").count == 1)
        // The same entry as the export's, whichever a calendar takes first.
        let export = try CalendarText(try await Person.nobody.get(appointment.iCalendar).text)
        for name in ["UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "LAST-MODIFIED"] {
            #expect(try calendar.value(name) == export.value(name), "\(name)")
        }
    }

    @Test func everyCustomerGetsAMailOfTheirOwnAndOnlyOne() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let customers = [Customer(), Customer(), Customer()]
        var body = Body.appointment(in: tenant)
        body["customer"] = nil
        body["customers"] = .array(customers.map(\.json))
        let appointment = try await agent.schedule(body)
        for customer in customers {
            let mail = try await Sink.mails(to: customer.email)[0]
            for other in customers where other.email != customer.email {
                #expect(other.personalData.filter { $0 != "Ada" }.allSatisfy { !mail.raw.contains($0) })
            }
        }
        // A move plans none of the same again; when its own mail is there, a second confirmation would be, too.
        #expect(try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 2)).status == 200)
        for customer in customers {
            #expect(try await Sink.mails(2, to: customer.email).count == 2)
        }
    }

    @Test func hostileNamesStayNames() async throws {
        let hostile = [
            "<script>alert(1)</script>", "{{title}}", "{{{firstName}}}", "${7*7} %n", "\"><img src=x onerror=y>",
            "=?utf-8?q?x?=", "a; RSVP=TRUE:mailto:x@example.org", "\u{202e}evil", "\\, ;\\n BEGIN:VEVENT",
            "Żółć & Söhne 🙂", String(repeating: "long ", count: 50), ".", "'; drop table x; --",
        ]
        let tenant = Tenant()
        let agent = try await tenant.agent()
        for (hour, name) in hostile.enumerated() {
            var customer = Customer()
            customer.firstName = name
            customer.lastName = name
            let body = Body.appointment(in: tenant, hours: hour, customer: customer).with("title", .string(name))
            let appointment = try await agent.schedule(body)
            let mail = try await Sink.mails(to: customer.email)[0]
            #expect(mail.defects == [], "\(name)")
            #expect(mail.values("X-Envelope-To") == [customer.email], "\(name)")
            #expect(mail.headers.count == 11 || mail.headers.count == 10, "\(mail.headers.map(\.name))")
            #expect(mail.parts.map(\.type) == ["text/plain", "text/html", "text/calendar"], "\(name)")
            let text = try mail.part("text/plain").text
            #expect(text.contains("Dear \(name)"), "\(text)")
            let html = try mail.part("text/html").text
            #expect(!html.contains("<script") && !html.contains("<img"), "\(html)")
            #expect(html.contains("Dear \(Self.escaped(name))"), "\(html)")
            let calendar = try CalendarText(try mail.part("text/calendar").text)
            #expect(try calendar.value("UID") == "\(appointment.id)@appointments.localhost")
            #expect(calendar.values("ATTENDEE").count == 1)
            #expect(try calendar.value("ATTENDEE").lowercased() == "mailto:\(customer.email)".lowercased())
        }
    }

    @Test(arguments: ["Eve\r\nBcc: victim@example.org", "Eve\nX-Evil: 1", "Eve\r", "Eve\u{2028}x", "Eve\u{85}x"])
    func aNameWithALineBreakIsRefusedBeforeAnythingIsSent(name: String) async throws {
        let tenant = Tenant()
        var customer = Customer()
        customer.firstName = name
        let reply = try await tenant.agent().post("/api/appointments/", .appointment(in: tenant, customer: customer))
        try reply.isInvalid(at: ["/customer/name/firstName"])
        let title = Body.appointment(in: tenant).with("title", .string(name))
        try await tenant.agent().post("/api/appointments/", title).isInvalid(at: ["/title"])
        #expect(try Sink.count(to: customer.email) == 0)
    }

    @Test func withoutAnAddressTheLedgerSaysWhy() async throws {
        let tenant = Tenant()
        var body = Body.appointment(in: tenant)
        body["customer"] = .object(["username": .string("nobody")])
        let appointment = try await tenant.agent().schedule(body)
        let events = try await Collector.subscriber.wait(for: 1, "suppressed") {
            $0.delivery.routingKey == "notification.suppressed.v1" && $0.json?["subject"]?.text == appointment.id
        }
        #expect(events.first?.json?["data"]?["reason"]?.text == "no-contact")
    }

    @Test func noTemplatesMeansNoMail() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let (silent, heard) = (Customer(), Customer())
        _ = try await agent.schedule(.appointment(in: tenant, customer: silent).with("notifications", .array([])))
        let after = try await agent.schedule(.appointment(in: tenant, hours: 1, customer: heard))
        try await ReadModels.follow(after.id, to: 1)
        _ = try await Sink.mails(to: heard.email)
        #expect(try Sink.count(to: silent.email) == 0)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
