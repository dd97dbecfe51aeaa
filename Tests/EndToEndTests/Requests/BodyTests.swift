// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// What is wrong with a body is told in a problem document, and nothing is changed by it.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct BodyTests {
    private static let routes = [
        ("POST", "/api/appointments/"), ("PUT", "/api/appointments/reschedule/"),
        ("PUT", "/api/appointments/reassign/"), ("POST", "/api/appointments/participants/agents/"),
        ("POST", "/api/appointments/participants/customers/"),
    ]

    /// Texts that are not one acceptable JSON object.
    private static let malformed: [[UInt8]] =
        [
            "", " ", "{", "}", "[]", "null", "\"text\"", "7", "true", "{}{}", "{} x", "{\"a\":1,}", "{'a':1}", "{a:1}",
            "{\"a\":NaN}", "{\"a\":01}", "{\"a\":1e400}", "{\"title\":\"a\",\"title\":\"b\"}",
            "{\"customer\":{\"username\":\"a\",\"username\":\"b\"}}", "{\"title\":\"a\\u0000b\"}", "{\"a\\u0000\":1}",
            "{\"title\":\"\\ud800\"}", "{\"title\":\"\\udc00\\ud800\"}", "{\"title\":\"a\nb\"}", "\u{feff}{}",
            "{\"a\":\(String(repeating: "[", count: 33))\(String(repeating: "]", count: 33))}",
            String(repeating: "{\"a\":", count: 10_000),
        ].map { Array($0.utf8) } + [[0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d], [0x00], [0x7b, 0x00, 0x7d]]

    @Test(arguments: malformed.indices)
    func whatIsNotOneAcceptableObjectIsMalformed(index: Int) async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent("writer")
        for (method, path) in Self.routes {
            let reply = try await Gateway.send(method, path, token: agent.token, body: Self.malformed[index])
            try reply.isProblem(400, "malformed-body")
        }
    }

    @Test func aBodyIsRequired() async throws {
        let agent = try await Tenant().agent("writer")
        for (method, path) in Self.routes {
            let reply = try await Gateway.send(
                method, path, token: agent.token, headers: [("Content-Type", "application/json")])
            try reply.isProblem(400, "malformed-body")
        }
    }

    @Test func aBodyHasAtMostAQuarterMebibyte() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let empty = Body.appointment(in: tenant).with("padding", .string(""))
        let room = 262_144 - empty.bytes.count
        _ = try await agent.schedule(empty.with("padding", .string(String(repeating: "x", count: room))))
        let oneMore = empty.with("padding", .string(String(repeating: "x", count: room + 1)))
        try await agent.post("/api/appointments/", oneMore).isProblem(413, "too-large")
        let far = empty.with("padding", .string(String(repeating: "x", count: 2_000_000)))
        try await agent.put("/api/appointments/reschedule/", far).isProblem(413, "too-large")
        #expect(try await Database.appointments(of: tenant) == 1)
    }

    @Test func aBodyThatNobodyAskedForIsBoundedToo() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let appointment = try await agent.schedule(.appointment(in: tenant))
        for method in ["GET", "DELETE"] {
            let large = [UInt8](repeating: 0x20, count: 262_145)
            try await Gateway.send(method, appointment.path, token: agent.token, body: large)
                .isProblem(413, "too-large")
        }
        try await Gateway.send("GET", appointment.path, token: agent.token, body: Array("[1]".utf8)).document()
    }

    @Test(arguments: [
        "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/jsonx",
        "multipart/form-data; boundary=x", "application/merge-patch+json", "json",
    ])
    func anotherContentTypeIsNotSupported(type: String) async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent("writer")
        let reply = try await agent.post("/api/appointments/", .appointment(in: tenant), ("Content-Type", type))
        try reply.isProblem(415, "unsupported-media-type")
        #expect(try await Database.appointments(of: tenant) == 0)
    }

    @Test func aCompressedBodyIsNotSupported() async throws {
        let tenant = Tenant()
        let agent = try await tenant.agent()
        let reply = try await agent.post(
            "/api/appointments/", .appointment(in: tenant), ("Content-Encoding", "gzip"))
        try reply.isProblem(415, "unsupported-media-type")
    }

    @Test func theBodyIsCheckedBeforeTheToken() async throws {
        for token in [nil, "garbage"] {
            let reply = try await Gateway.send(
                "POST", "/api/appointments/", token: token, body: Array("{".utf8))
            try reply.isProblem(400, "malformed-body")
            let large = [UInt8](repeating: 0x20, count: 300_000)
            try await Gateway.send("POST", "/api/appointments/", token: token, body: large)
                .isProblem(413, "too-large")
            try await Gateway.send(
                "POST", "/api/appointments/", token: token, headers: [("Content-Type", "text/html")],
                body: Array("{}".utf8)
            ).isProblem(415, "unsupported-media-type")
        }
    }
}
