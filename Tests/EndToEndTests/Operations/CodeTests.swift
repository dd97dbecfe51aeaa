// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Foundation
import JSON
import Postgres
import Testing

/// One-time codes and what customers book with them: `POST /api/notifications/otp` and `POST /api/appointments/basic`.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct CodeTests {
    @Test func aCustomerBooksWithTheCodeFromTheirMailOnce() async throws {
        let (tenant, customer) = (try await Verification.tenant(), Customer())
        let verification = try await Verification(of: customer, in: tenant)
        let reply = try await verification.book(.appointment(in: tenant, customer: customer, assigned: "agent-1"))
        let appointment = try Appointment(reply)
        let ids = appointment.participants("CUSTOMER")
        #expect(appointment.document["organizer"]?["type"]?.text == "CUSTOMER")
        #expect(appointment.document["organizer"]?["id"]?.text == ids.first && ids.count == 1)
        let again = try await verification.book(.appointment(in: tenant, hours: 1, customer: customer))
        try again.isProblem(401, "unauthorized")
        #expect(again.header("WWW-Authenticate")?.hasPrefix("Basic") == true)
        #expect(try await Database.appointments(of: tenant) == 1)
        // The code's mail and the confirmation, which went to the verified address.
        #expect(try await Sink.mails(2, to: customer.email).count == 2)
        let details = try await tenant.supervisor().get(appointment.participant(ids[0])).document()
        #expect(details["contact"]?["primaryEmail"]?.text == customer.email)
        #expect(!String(decoding: details.bytes, as: UTF8.self).contains(customer.phone))
    }

    @Test func everyNoIsTheSame() async throws {
        let (tenant, customer) = (try await Verification.tenant(), Customer())
        let used = try await Verification(of: customer, in: tenant)
        _ = try Appointment(try await used.book(.appointment(in: tenant, customer: customer)))
        let wrong = try await Verification(of: customer, in: tenant).guessing()
        let locked = try await Verification(of: customer, in: tenant)
        for _ in 0..<5 {
            _ = try await locked.guessing().book(.appointment(in: tenant, customer: customer))
        }
        let unknown = Verification(id: Tenant.random(), code: "123456")
        var seen = Set<String>()
        for verification in [used, wrong, locked, unknown, Verification(id: "a b", code: "")] {
            let reply = try await verification.book(
                .appointment(in: tenant, hours: 1, customer: customer), ("X-Request-Id", "same"))
            #expect(reply.status == 401)
            let fields = reply.headers.map { ($0.0.lowercased(), $0.1) }
                .filter { !["date", "ratelimit"].contains($0.0) }.map { "\($0.0): \($0.1)" }
            seen.insert((fields.sorted() + [reply.text]).joined(separator: "\n"))
        }
        #expect(seen.count == 1, "\(seen)")
        #expect(try await Database.appointments(of: tenant) == 1)
    }

    @Test func fiveGuessesLockACodeAlsoInParallel() async throws {
        let (tenant, customer) = (try await Verification.tenant(), Customer())
        let verification = try await Verification(of: customer, in: tenant)
        let guess = verification.guessing()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await guess.book(.appointment(in: tenant, customer: customer), through: Gateway.eager).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Under this load a request may find the verification's row locked for too long.
        #expect(statuses.count == 50 && Set(statuses).isSubset(of: [401, 503]) && statuses.contains(401))
        let tries = try await Database.number("select tries as value from notifications.codes where id = \(guess.id)")
        #expect(tries == 5)
        try await verification.book(.appointment(in: tenant, customer: customer)).isProblem(401, "unauthorized")
    }

    @Test func aRefusedBookingLeavesTheCodeGood() async throws {
        let (tenant, customer) = (try await Verification.tenant(), Customer())
        _ = try await tenant.agent("busy").schedule(.appointment(in: tenant))
        let verification = try await Verification(of: customer, in: tenant)
        let booking = Body.appointment(in: tenant, customer: customer, assigned: "busy")
        try await verification.book(booking).isProblem(409, "slot-taken")
        try await verification.book(booking.with("notifications", .array([]))).isInvalid(at: ["/notifications"])
        try await verification.book(booking.with("applicationId", .string("other"))).isProblem(403, "forbidden")
        let stranger = Body.appointment(in: tenant, hours: 1, customer: Customer())
        try await verification.book(stranger).isProblem(403, "forbidden")
        let other = Body.appointment(in: tenant, hours: 1, customer: customer, assigned: "busy")
        let key = ("Idempotency-Key", "key")
        let appointment = try Appointment(try await verification.book(other, key))
        // A client that missed the answer gets it, with the code only.
        #expect(try await verification.book(other, key).document() == appointment.document)
        try await verification.guessing().book(other, key).isProblem(401, "unauthorized")
        #expect(try await Database.appointments(of: tenant) == 2)
    }

    @Test func fiveCodesForOneDestinationWhoeverAsks() async throws {
        let (tenant, customer) = (try await Verification.tenant(), Customer())
        for _ in 0..<5 {
            try await Person.nobody.post("/api/notifications/otp", .code(in: Tenant(), to: customer.email)).document()
        }
        let reply = try await Person.nobody.post("/api/notifications/otp", .code(in: tenant, to: customer.email))
        try reply.isProblem(429, "too-many-requests")
        let seconds = reply.header("Retry-After").flatMap(Int.init) ?? 0
        #expect((1...600).contains(seconds))
        let limits = reply.headers.filter { $0.0.lowercased() == "ratelimit-policy" }.map(\.1).joined(separator: ", ")
        #expect(limits.contains(#""destination";q=5;w=600"#))
        // None of those applications has settings, so nothing was sent.
        #expect(try Sink.count(to: customer.email) == 0)
    }
}

/// A verification whose code was read from its mail, or guessed.
struct Verification: Sendable {
    let id: String
    let code: String

    init(id: String, code: String) {
        self.id = id
        self.code = code
    }

    /// Asks for a code and reads it where the customer would.
    init(of customer: Customer, in tenant: Tenant) async throws {
        let before = try await Self.codes(to: customer)
        let reply = try await Person.nobody.post("/api/notifications/otp/", .code(in: tenant, to: customer.email))
        id = try #require(try reply.document()["id"]?.text)
        code = try await Eventually.find("code for \(customer.email)", every: .milliseconds(100)) {
            var codes = try await Self.codes(to: customer)
            for code in before {
                codes.firstIndex(of: code).map { _ = codes.remove(at: $0) }
            }
            return codes.first
        }
    }

    /// The codes that were mailed to a customer so far.
    private static func codes(to customer: Customer) async throws -> [String] {
        guard try Sink.count(to: customer.email) > 0 else { return [] }
        return try await Sink.mails(to: customer.email).compactMap { mail in
            mail.parts.first.flatMap { $0.text.firstMatch(of: /Your code is ([0-9]{6})/) }.map { String($0.1) }
        }
    }

    /// An application with settings, which alone has codes sent.
    static func tenant() async throws -> Tenant {
        let tenant = Tenant()
        let administrator = try await tenant.person(["ADMIN"], "administrator")
        try await administrator.put("/api/notifications/settings/\(tenant.id)", Body()).document()
        return tenant
    }

    /// The same with a code that is wrong.
    func guessing() -> Verification {
        Verification(id: id, code: code == "000000" ? "000001" : "000000")
    }

    func book(
        _ body: Body, _ headers: (String, String)..., through client: HTTPClient = Gateway.calm
    ) async throws -> Reply {
        let credentials = Data("\(id):\(code)".utf8).base64EncodedString()
        return try await Gateway.send(
            "POST", "/api/appointments/basic", headers: headers + [("Authorization", "Basic \(credentials)")],
            body: body.bytes, through: client)
    }
}
