// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// Values that kill careless parsers, in every member of every body: 400, and the services go on.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct HostileBodyTests {
    static let routes = Routes.all.filter { ["POST", "PUT"].contains($0.method) }

    /// JSON that no body may hold, wherever it is.
    private static let forbidden: [String] = [
        #""a\u0000b""#, #""\u0000""#, #"{"a\u0000":1}"#, #""\ud800""#, #""\udc00\ud800""#, #"{"\udfff":1}"#,
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":1}"#, #"[{"a":{"b":1,"c":2,"b":3}}]"#,
        String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
        String(repeating: #"{"a":"#, count: 5_000) + "1" + String(repeating: "}", count: 5_000),
        String(repeating: "[", count: 100_000), "1e309", "-1e309", "1e999999999999999999",
        String(repeating: "9", count: 400), "NaN", "Infinity", "0x10", "01", "+1", "1.", ".5", "1e", "--1", "'a'",
    ]

    /// Well-formed numbers that fit no integer or are rounded away; the only number that is read is a port, and no mail
    /// server listens on the one that is one.
    private static let numbers: [String] = [
        "1e300", "-1e300", "1e-400", "-1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "18446744073709551616", "1.7976931348623157e308", "5e-324", "-0", "-0.0", "1E+2",
        "0." + String(repeating: "1", count: 1_000), String(repeating: "9", count: 300),
    ]

    /// Whose members are the client's own, of any type.
    private static let free: Set = ["metadata", "customFields", "properties"]

    private struct Scene {
        let access: AccessScene
        let target: AccessTarget
        let person: Person
        /// What the route is sent, with every member that it reads.
        let body: JSONValue

        init?(_ route: AccessRoute) async throws {
            access = try await AccessScene()
            target = try await access.target(0)
            person = try await access.tenant.person(["SUPERVISOR", "ADMIN"], "hostile")
            guard var body = route.body(target) else { return nil }
            if route.template == "POST /api/appointments" { body["userId"] = .string("another-agent") }
            self.body = body.json
        }

        /// Sends the body with a raw text in place of a member.
        func send(_ route: AccessRoute, _ raw: String, at place: [String]) async throws -> Reply {
            let mark = "hostile-\(Tenant.random())"
            let text = String(decoding: body.replacing(place, with: .string(mark)).bytes, as: UTF8.self)
            let bytes = Array(text.replacing("\"\(mark)\"", with: raw).utf8)
            return try await Gateway.send(route.method, target.path(of: route), token: person.token, body: bytes)
        }

        /// Everything is as it was, and everything works.
        func isWell() async throws {
            // Not the agent: it may have been handed to another one.
            #expect(try await person.get(target.appointment.path).status == 200)
            #expect(try await access.agent.get("/api/appointments/").status == 200)
            #expect(try await Person.nobody.get("/health/ready").status == 200)
            _ = try await access.agent.schedule(.appointment(in: access.tenant, hours: 100))
        }
    }

    @Test(arguments: routes)
    func whatNoBodyMayHoldIsMalformedWhereverItIs(route: AccessRoute) async throws {
        guard let scene = try await Scene(route) else { return }
        for place in scene.body.places {
            for raw in Self.forbidden {
                let reply = try await scene.send(route, raw, at: place)
                #expect(reply.status == 400, "\(place) \(raw.prefix(40)): \(reply.status)")
                try reply.isProblem(400, "malformed-body")
            }
        }
        try await scene.target.isUntouched()
        try await scene.isWell()
    }

    @Test(arguments: routes)
    func numbersOfAnySizeAreRefusedWhereNoneIsRead(route: AccessRoute) async throws {
        guard let scene = try await Scene(route) else { return }
        for place in scene.body.places {
            // Below a member of the client's own, any number may be stored; 409 once it was.
            let isFree = place.dropLast().contains { Self.free.contains($0) }
            for raw in Self.numbers {
                let reply = try await scene.send(route, raw, at: place)
                if isFree {
                    #expect([200, 400, 409].contains(reply.status), "\(place) \(raw.prefix(40)): \(reply.status)")
                } else {
                    // One that can't be told from nothing, or from infinity, may be refused as it is read.
                    let isRead = try reply.json["type"]?.text != "/problems/malformed-body"
                    if place.last == "port", raw == "1E+2" {
                        try reply.isProblem(400, "sender-refused")
                        continue
                    }
                    let problem = try reply.isProblem(400, isRead ? "invalid-request" : "malformed-body")
                    let pointers = problem["errors"]?.elements?.compactMap { $0["pointer"]?.text } ?? []
                    let pointer = "/" + place.joined(separator: "/")
                    #expect(
                        !isRead || pointers.contains { $0.hasPrefix(pointer) },
                        "\(pointer) \(raw.prefix(40)): \(pointers)")
                }
            }
        }
        try await scene.isWell()
    }

    @Test(arguments: routes)
    func aMemberIsGivenOnce(route: AccessRoute) async throws {
        guard let scene = try await Scene(route) else { return }
        let text = String(decoding: scene.body.bytes, as: UTF8.self)
        for member in scene.body.members ?? [] {
            // The same name with the same value, in front of the others and with an escape in it.
            let value = String(decoding: member.value.bytes, as: UTF8.self)
            for name in [
                member.name,
                "\\u00" + String(member.name.utf8.first ?? 0x61, radix: 16)
                    + member.name.dropFirst(),
            ] {
                let body = "{\"\(name)\":\(value)," + text.dropFirst()
                let reply = try await Gateway.send(
                    route.method, scene.target.path(of: route), token: scene.person.token, body: Array(body.utf8))
                try reply.isProblem(400, "malformed-body")
            }
        }
        try await scene.target.isUntouched()
        try await scene.isWell()
    }

    @Test(arguments: routes)
    func longAndStrangeTextsAreAnswered(route: AccessRoute) async throws {
        guard let scene = try await Scene(route) else { return }
        let texts = [
            String(repeating: "9", count: 10_000), String(repeating: "é", count: 10_000), "\\u202e\\ufeff\\uffff",
            "\\ud83d\\ude00", "1e300", "-1", "'; drop table appointments; --", "{{{roomLink}}}", "${jndi:x}", "../..",
        ]
        for place in scene.body.places {
            for text in texts {
                let reply = try await scene.send(route, "\"\(text)\"", at: place)
                let answers = [200, 202, 400, 403, 404, 409]
                #expect(answers.contains(reply.status), "\(place) \(text.prefix(40)): \(reply.status)")
            }
        }
        try await scene.isWell()
    }
}
