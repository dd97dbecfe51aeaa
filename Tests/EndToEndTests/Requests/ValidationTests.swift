// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// Members that are not accepted are named by their pointers, all at once, and nothing is stored.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct ValidationTests {
    /// One member of an otherwise good body, a value that is refused, and the pointer that names it.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let value: JSONValue?
        let pointer: String

        init(_ name: String, _ value: JSONValue?, at pointer: String? = nil) {
            self.name = name
            self.value = value
            self.pointer = pointer ?? "/\(name)"
        }

        var testDescription: String {
            "\(name) = \(String(decoding: (value ?? .null).bytes, as: UTF8.self).prefix(60))"
        }
    }

    private static func text(_ name: String, _ values: String...) -> [Fault] {
        values.map { Fault(name, .string($0)) }
    }

    private static func customer(_ pointer: String, _ json: JSONValue) -> Fault {
        Fault("customer", json, at: "/customer\(pointer)")
    }

    private static func email(_ text: String) -> Fault {
        customer("/contact/primaryEmail", .object(["contact": .object(["primaryEmail": .string(text)])]))
    }

    static let faults: [Fault] =
        text(
            "start", "", "tomorrow", "2027-01-31", "2027-01-31T10:00:00", "2027-02-30T10:00:00Z",
            "2027-01-31T24:00:00Z", "2027-01-31T10:00:60Z", "2027-01-31T10:00:00+99:99", "2027-01-31T10:00:00Zx",
            "2027-01-31T10:00:00.1234567890Z", "+2027-01-31T10:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
        + [Fault("start", nil), Fault("start", .number("1800000000")), Fault("start", .null)]
        + text(
            "duration", "", "P", "PT", "P1M", "P-1D", "PT1e9S", "P99999999999Y", "PT59S", "PT24H1S", "PT0S", "-PT1H",
            "PT-30M", String(repeating: "9", count: 10_000), "PT30", "30M")
        + [Fault("duration", nil), Fault("duration", .number("30"))]
        + text("timezone", "", "Mars/Base", "europe/berlin", "../etc/passwd", "Europe", "UTC+1", "Europe/Berlin\u{7}")
        + [Fault("timezone", nil), Fault("timezone", .array([]))]
        + text("locale", "", "!", "e", "en GB", "en--GB", "../x") + text("userId", "", "a b", "ä", "a/b", "a\"b")
        + text("applicationId", "", "a b", "a,b")
        + [
            Fault("title", .string(String(repeating: "x", count: 256))), Fault("title", .number("1")),
            Fault("title", .string("a\u{1b}b")), Fault("notes", .string(String(repeating: "x", count: 4_001))),
            Fault("metadata", .array([])), Fault("metadata", .string("x")),
            Fault("metadata", .object(["x": .string(String(repeating: "x", count: 16_384))])),
            Fault("interaction", .string("x")),
            Fault(
                "interaction", .object(["routing": .object(["type": .string("TELEPATHY")])]),
                at: "/interaction/routing/type"),
            Fault(
                "interaction", .object(["routing": .object(["type": .string("GENESYS_CLOUD_QUEUE")])]),
                at: "/interaction/routing/properties"),
            Fault("customer", nil), Fault("customer", .string("x")),
            Fault("customers", .array([Customer().json])),
            customer("/username", .object(["username": .string("a\r\nb")])),
            customer("/name/firstName", .object(["name": .object(["firstName": .string("A\r\nBcc: x@example.org")])])),
            customer("/contact/primaryPhone", .object(["contact": .object(["primaryPhone": .string("12")])])),
            customer("/contact/primaryPhone", .object(["contact": .object(["primaryPhone": .string("+4a5678")])])),
            email("no-address"), email("a@b@c"), email("Ada <ada@example.org>"), email("a@example.org,b@example.org"),
            email("a b@example.org"), email("a\r\nRCPT TO:<x@example.org>@example.org"), email("@example.org"),
            email("a@-example.org"), email(String(repeating: "a", count: 65) + "@example.org"),
            Fault("notifications", .object([])),
            Fault(
                "notifications", .array([.object(["type": .string("REMINDER"), "channel": .string("PIGEON")])]),
                at: "/notifications/0"),
        ]

    @Test(arguments: faults)
    func aRefusedMemberIsNamed(fault: Fault) async throws {
        let tenant = Tenant()
        let supervisor = try await tenant.supervisor("validator")
        let body = Body.appointment(in: tenant).with(fault.name, fault.value)
        let problem = try await supervisor.post("/api/appointments/", body).isProblem(400, "invalid-request")
        let pointers = problem["errors"]?.elements?.compactMap { $0["pointer"]?.text } ?? []
        #expect(pointers.contains { $0.hasPrefix(fault.pointer) }, "\(pointers)")
        #expect(try await Database.appointments(of: tenant) == 0)
    }

    @Test func allFaultsOfABodyAreNamedAtOnce() async throws {
        let tenant = Tenant()
        let body = Body([
            "applicationId": .string(tenant.id), "start": .string("x"), "duration": .string("x"),
            "timezone": .string("x"), "locale": .string("!"), "title": .number("1"), "notes": .number("1"),
            "metadata": .number("1"), "userId": .string("a b"),
            "customers": .array([
                .object([
                    "username": .number("1"),
                    "contact": .object(["primaryEmail": .string("x"), "primaryPhone": .string("x")]),
                ]),
                .object(["name": .object(["firstName": .number("1"), "lastName": .number("1")])]),
            ]),
            "notifications": .array([
                .object(["type": .string("x"), "channel": .string("x"), "period": .string("P1Y")])
            ]),
        ])
        try await tenant.supervisor("validator").post("/api/appointments/", body).isInvalid(at: [
            "/start", "/duration", "/timezone", "/locale", "/title", "/notes", "/metadata", "/userId",
            "/customers/0/username", "/customers/0/contact/primaryEmail", "/customers/0/contact/primaryPhone",
            "/customers/1/name/firstName", "/customers/1/name/lastName", "/notifications/0/type",
            "/notifications/0/channel", "/notifications/0/period",
        ])
        #expect(try await Database.appointments(of: tenant) == 0)
    }

    @Test func thereAreOneToTwentyCustomers() async throws {
        let tenant = Tenant()
        let supervisor = try await tenant.supervisor("validator")
        let body = Body.appointment(in: tenant).with("customer", nil)
        for count in [0, 21] {
            let customers = (0..<count).map { _ in Customer().json }
            try await supervisor.post("/api/appointments/", body.with("customers", .array(customers)))
                .isInvalid(at: ["/customers"])
        }
        let twenty = body.with("customers", .array((0..<20).map { _ in Customer().json }))
        #expect(try await supervisor.schedule(twenty).participants("CUSTOMER").count == 20)
    }

    @Test(arguments: ["", "a b", "ä", String(repeating: "k", count: 256)])
    func aKeyIsVisibleASCII(key: String) async throws {
        let tenant = Tenant()
        let reply = try await tenant.supervisor("validator")
            .post("/api/appointments/", .appointment(in: tenant), ("Idempotency-Key", key))
        try reply.isProblem(400, "invalid-request")
        #expect(try await Database.appointments(of: tenant) == 0)
    }
}
