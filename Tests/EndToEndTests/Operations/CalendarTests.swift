// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

/// `GET /api/cal/events/…`: the exports, open to everybody who knows the appointment's id.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct CalendarTests {
    private static func stamp(_ instant: String) -> String {
        String(instant.prefix(19)).replacing("-", with: "").replacing(":", with: "") + "Z"
    }

    @Test func theExportIsOneEventRightAfterScheduling() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let title = "Beratung; mit, Komma \\ und \"Anführung\" – Ärztin 🙂 " + String(repeating: "lang ", count: 30)
        var body = Body.appointment(in: tenant, customer: customer).with("title", .string(title))
        body["notes"] = .string("private note")
        body["notifications"] = .array([
            .object(["type": .string("REMINDER"), "channel": .string("EMAIL"), "period": .string("P1D")])
        ])
        let appointment = try await tenant.agent().schedule(body)
        for path in [appointment.iCalendar, "\(appointment.iCalendar)/"] {
            let reply = try await Person.nobody.get(path)
            #expect(reply.status == 200)
            #expect(reply.header("Content-Type") == "text/calendar; charset=utf-8; method=PUBLISH")
            #expect(reply.header("Content-Disposition")?.hasPrefix("attachment; filename=") == true)
            let calendar = try CalendarText(reply.text)
            #expect(try calendar.value("VERSION") == "2.0")
            #expect(try calendar.value("METHOD") == "PUBLISH")
            #expect(try calendar.value("UID") == "\(appointment.id)@appointments.localhost")
            #expect(try calendar.value("SEQUENCE") == "0")
            #expect(try calendar.value("STATUS") == "CONFIRMED")
            #expect(try calendar.value("DTSTART") == Self.stamp(Moment.at(hours: 0)))
            #expect(try calendar.value("DTEND") == Self.stamp(Moment.at(hours: 0, minutes: 30)))
            #expect(try calendar.value("ORGANIZER").lowercased() == "mailto:appointments@appointments.localhost")
            #expect(try calendar.value("TRIGGER") == "-P1D")
            #expect(
                try calendar.value("SUMMARY")
                    == title.replacing("\\", with: "\\\\").replacing(";", with: "\\;")
                    .replacing(",", with: "\\,"))
            for name in ["DTSTAMP", "LAST-MODIFIED"] {
                #expect(try calendar.value(name).count == 16)
            }
            #expect(calendar.values("ATTENDEE") == [])
            for secret in customer.personalData + ["private note"] {
                #expect(!reply.text.contains(secret))
            }
        }
    }

    @Test func theLinkOfAMessageAddsTheCustomersRoomLinkAndNothingElse() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let appointment = try await tenant.agent().schedule(.appointment(in: tenant, customer: customer))
        let mail = try await Sink.mails(to: customer.email)[0].part("text/plain").text
        let found = try #require(mail.firstMatch(of: /\/event\?token=([A-Za-z0-9_.-]+)/))
        let token = String(found.output.1)
        let room = "\(try RunningSuite.value("GATEWAY_URL"))/q/\(try await appointment.code())"
        let reply = try await Person.nobody.get("\(appointment.iCalendar)?token=\(token)")
        let calendar = try CalendarText(reply.text)
        #expect(try calendar.value("URL") == room)
        #expect(try calendar.value("LOCATION") == room)
        #expect(calendar.values("ATTENDEE") == [])
        for secret in customer.personalData {
            #expect(!reply.text.contains(secret))
        }
        // One that is wrong, or another appointment's, is as good as none.
        let other = try await tenant.agent().schedule(.appointment(in: tenant))
        let wrong = [
            appointment.iCalendar, "\(appointment.iCalendar)?token=", "\(appointment.iCalendar)?token=x\(token)",
            "\(other.iCalendar)?token=\(token)",
        ]
        for path in wrong {
            let reply = try await Person.nobody.get(path)
            #expect(reply.status == 200)
            let calendar = try CalendarText(reply.text)
            #expect(calendar.values("URL") == [] && calendar.values("LOCATION") == [])
            #expect(!reply.text.contains("/q/"))
        }
    }

    @Test func aMoveRaisesTheSequenceUnderTheSameUID() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        let before = try CalendarText(try await Person.nobody.get(appointment.iCalendar).text)
        #expect(try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 4)).status == 200)
        let after = try await Eventually.find("export of the moved appointment") {
            let calendar = try CalendarText(try await Person.nobody.get(appointment.iCalendar).text)
            return try calendar.value("SEQUENCE") == "1" ? calendar : nil
        }
        #expect(try after.value("UID") == before.value("UID"))
        #expect(try after.value("DTSTART") == Self.stamp(Moment.at(hours: 4)))
    }

    @Test func theGoogleLinkRedirectsWithNothingPersonal() async throws {
        let tenant = Tenant()
        let customer = Customer()
        let body = Body.appointment(in: tenant, customer: customer).with("title", .string("Q&A = 100% #1?"))
        let appointment = try await tenant.agent().schedule(body)
        for path in [appointment.google, "\(appointment.google)/"] {
            let reply = try await Person.nobody.get(path)
            #expect(reply.status == 302)
            let location = try #require(reply.header("Location"))
            let url = try #require(URLComponents(string: location))
            #expect(url.scheme == "https")
            #expect(url.host == "calendar.google.com")
            let items = Dictionary((url.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { first, _ in first }
            #expect(items["action"] == "TEMPLATE")
            #expect(items["text"] == "Q&A = 100% #1?")
            #expect(
                items["dates"]
                    == "\(Self.stamp(Moment.at(hours: 0)))/\(Self.stamp(Moment.at(hours: 0, minutes: 30)))")
            #expect(items["ctz"] == "Europe/Berlin")
            #expect(items["details"]?.isEmpty == false)
            for secret in customer.personalData {
                #expect(!location.contains(secret))
            }
        }
    }

    @Test(arguments: ["unknown", "a%00b", "%ff", "..%2f..", String(repeating: "a", count: 129)])
    func whatIsNoAppointmentHasNoExport(id: String) async throws {
        for kind in ["ical", "google"] {
            try await Person.nobody.get("/api/cal/events/\(kind)/\(id)/event").isProblem(404, "not-found")
        }
    }
}
