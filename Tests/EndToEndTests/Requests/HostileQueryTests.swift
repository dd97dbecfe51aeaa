// SPDX-License-Identifier: Apache-2.0
import Testing

/// Values that kill careless parsers, in every query parameter: 400, and the services go on.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct HostileQueryTests {
    struct Query: Sendable, CustomTestStringConvertible {
        let path: String
        /// Parameters whose values have a form, each with one that is accepted.
        let typed: [String: String]
        /// Parameters that take any identifier.
        var identifiers: [String] = []

        var testDescription: String { path }

        /// The path with one parameter given as it is, and the others as they are accepted.
        func with(_ name: String, _ raw: String) -> String {
            let others = typed.filter { $0.key != name }.sorted { $0.key < $1.key }
            return path + "?" + (others.map { "\($0.key)=\($0.value)" } + ["\(name)=\(raw)"]).joined(separator: "&")
        }
    }

    static let queries = [
        Query(
            path: "/api/appointments/",
            typed: [
                "pageNumber": "1", "pageSize": "25", "sortField": "start", "sortOrder": "asc", "duration": "PT30M",
                "range": "2030-01-01T00:00:00Z,2030-02-01T00:00:00Z",
            ],
            identifiers: ["applicationId", "organizerId"]),
        Query(path: "/api/appointments/eligible/", typed: ["timeFrame": "PT1H"]),
        Query(
            path: "/api/appointments/count",
            typed: ["applicationId": "any", "start": "2030-01-01T00:00:00Z", "timeFrame": "P1D"]),
        Query(
            path: "/api/appointments/overlap/count",
            typed: ["applicationId": "any", "start": "2030-01-01T00:00:00Z", "duration": "PT1H"]),
    ]

    /// What is no text at all, and what is none of numbers, names, instants and durations.
    private static let noText = ["%00", "a%00b", "%ED%A0%80", "%FF", "%C0%80", "%F4%90%80%80"]
    private static let noValue = [
        "1e300", "-1e300", "1e-400", "9223372036854775808", "-1", "%2B1", "0x10", "1.0", "%D9%A1", "NaN", "null",
        "PT1e300S", "P99999999999999999999D", "-PT1H", "2030-02-30T00:00:00Z", "%20", "[]", "{}", "'", "%", "%2", "%zz",
        String(repeating: "9", count: 400), String(repeating: "[", count: 1_000), "",
    ]

    @Test(arguments: queries)
    func everyParameterIsReadStrictly(query: Query) async throws {
        let person = try await Tenant().person(["SUPERVISOR", "CLIENT_SERVICE"], "hostile")
        let names = query.typed.keys.sorted() + query.identifiers
        for name in names {
            for raw in Self.noText {
                try await person.get(query.with(name, raw)).isProblem(400, "invalid-request")
            }
            for raw in Self.noValue {
                let reply = try await person.get(query.with(name, raw))
                // Some of these are identifiers, of nothing or of another application.
                let isIdentifier = name == "applicationId" || name == "organizerId"
                let answers = isIdentifier ? [200, 400, 403] : [400]
                #expect(answers.contains(reply.status), "\(name)=\(raw.prefix(40)): \(reply.status)")
            }
            let twice = query.with(name, "\(query.typed[name] ?? "a")&\(name)=\(query.typed[name] ?? "a")")
            #expect([200, 400, 403].contains(try await person.get(twice).status), "\(twice)")
        }
        let many = (0..<1_000).map { "p\($0)=1" }.joined(separator: "&")
        #expect([400, 414].contains(try await person.get("\(query.path)?\(many)").status))
        #expect(try await person.get("/api/appointments/").status == 200)
        #expect(try await person.get("/health/ready").status == 200)
    }

    @Test(arguments: Routes.all.filter { $0.path.contains("{id}") })
    func whatIsNoIdentifierIsNothing(route: AccessRoute) async throws {
        let scene = try await AccessScene()
        let target = try await scene.target(0)
        let person = try await scene.tenant.person(["AGENT", "SUPERVISOR", "CLIENT_SERVICE"], "hostile")
        for id in [
            "%00", "a%00b", "%ED%A0%80", "%FF", "%", "1e300", String(repeating: "9", count: 400), "%2e%2e", "a%2Fb",
            "'", "%22", "*", "a%20b", "%D9%A1", String(repeating: "x", count: 2_000),
        ] {
            let path = route.path.replacing("{id}", with: id).replacing("{pid}", with: target.customers[0])
            let reply = try await Gateway.send(route.method, path, token: person.token)
            try reply.isProblem(404, "not-found")
        }
        try await target.isUntouched()
    }
}
