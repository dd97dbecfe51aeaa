// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

/// What the running services write into their logs, and what they don't.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct LogTests {
    /// The logs of the suite's own processes and of the servers that see its data, by name.
    private static func logs() throws -> [(name: String, text: String)] {
        let folder = URL(filePath: try RunningSuite.keys).deletingLastPathComponent().appending(path: "logs")
        let writers = ["gateway"] + RunningSuite.databaseServices + ["postgres", "broker"]
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter { name in name.hasSuffix(".log") && writers.contains(where: name.hasPrefix) }
            .map { name in
                let bytes = try Data(contentsOf: folder.appending(path: name))
                return (name, String(decoding: bytes, as: UTF8.self))
            }
    }

    private static func mailSender(_ tenant: Tenant, _ address: String, port: Int64, password: String) -> Body {
        Body([
            "applicationId": .string(tenant.id), "fromAddress": .string(address), "fromName": .string("Clinic"),
            "smtp": .object([
                "host": .string("127.0.0.1"), "port": .integer(port), "security": .string("NONE"),
                "username": .string("clinic"), "password": .string(password),
            ]),
        ])
    }

    @Test func logsHoldNoPersonalDataAndNoSecrets() async throws {
        let (tenant, customer) = (try await Verification.tenant(), Customer())
        let (guest, trace) = (Customer(), "4bf92f3577b34da6\(Self.hexadecimal())")
        var secrets: [String] = customer.personalData.filter { $0 != customer.firstName } + [guest.email, guest.phone]
        // A booking with everything, moved, read, refused and cancelled.
        let agent = try await tenant.agent()
        secrets.append(try #require(agent.token))
        let notes = "notes-\(Tenant.random())"
        secrets.append(notes)
        let booking = Body.appointment(in: tenant, customer: customer).with("notes", .string(notes))
        let reply = try await agent.post(
            "/api/appointments/", booking, ("traceparent", "00-\(trace)-00f067aa0ba902b7-01"))
        let appointment = try Appointment(reply)
        _ = try await agent.get("/api/appointments/\(appointment.id)").document()
        let wrong = booking.with("start", .string(notes)).with("customer", .string(customer.email))
        _ = try await agent.post("/api/appointments/", wrong)
        _ = try await agent.get("/api/appointments/?pageSize=\(customer.email)")
        _ = try await Person(id: "forged", token: (agent.token ?? "") + "x").get("/api/appointments/")
        // A code: right, wrong and used up.
        let verification = try await Verification(of: guest, in: tenant)
        secrets.append(verification.code)
        _ = try await verification.guessing().book(.appointment(in: tenant, hours: 1, customer: guest))
        _ = try Appointment(try await verification.book(.appointment(in: tenant, hours: 1, customer: guest)))
        _ = try await verification.book(.appointment(in: tenant, hours: 2, customer: guest))
        // A sender that works, one that can't be reached, one whose code is wrong.
        let admin = try await tenant.person(["ADMIN"], "admin-\(Tenant.random())")
        let (password, clinic) = ("password-\(Tenant.random())", "clinic-\(Tenant.random())@example.org")
        secrets += [password, clinic, try #require(admin.token)]
        let emails = "/api/notifications/emails"
        let dead = Self.mailSender(tenant, clinic, port: 1, password: password)
        try await admin.post(emails, dead).isProblem(400, "sender-refused")
        let port = try #require(Int64(try RunningSuite.value("SMTP_PORT")))
        #expect(
            try await admin.post(emails, Self.mailSender(tenant, clinic, port: port, password: password)).status == 202)
        let mail = try await Sink.mails(to: clinic)[0]
        let code = try #require(try mail.part("text/plain").text.firstMatch(of: /([0-9]{6}) is the code/))
        secrets.append(String(code.1))
        let guess = Body(["applicationId": .string(tenant.id), "code": .string("0\(code.1.dropFirst())")])
        _ = try await admin.post("\(emails)/confirm", guess)
        _ = try await agent.delete("/api/appointments/\(appointment.id)")
        // The trace of the booking is found where its mail was sent: these are the logs, and they are whole.
        _ = try await Sink.mails(2, to: customer.email)
        try await Eventually.holds("the mails' log lines", every: .milliseconds(100)) {
            try RunningSuite.log(of: "notifications").contains(#""trace":"\#(trace)""#)
        }
        let logs = try Self.logs()
        #expect(logs.count >= 7)
        for (name, text) in logs {
            let words = Set(text.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_") })
            for secret in secrets {
                let isCode = secret.utf8.count == 6
                #expect(isCode ? !words.contains(Substring(secret)) : !text.contains(secret), "\(secret) in \(name)")
            }
            #expect(!text.contains("eyJ"), "a token in \(name)")
        }
    }

    @Test func everyLineOfAServiceIsOneObjectWithTheSameMembers() async throws {
        for service in ["gateway"] + RunningSuite.databaseServices {
            let lines = try RunningSuite.log(of: service).split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines {
                let object = try JSONValue.parse(Array(line.utf8))
                #expect(object["service"]?.text == service && object["message"]?.text != nil)
                #expect(object["time"]?.text?.hasSuffix("Z") == true && object["level"]?.text != nil, "\(line)")
                let trace = object["trace"]?.text
                #expect(trace?.wholeMatch(of: /[0-9a-f]{32}/) != nil || trace == nil, "\(line)")
            }
        }
    }

    private static func hexadecimal() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
