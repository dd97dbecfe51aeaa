// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

/// Every route against every kind of caller: the table of the REST contract, section 2.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct AccessTests {
    /// An appointment that nobody of the matrix had a part in, and that has to survive all of it.
    private struct Target {
        let tenant = Tenant()
        let owner: Person
        let appointment: Appointment
        let code: String

        init() async throws {
            owner = try await tenant.agent()
            appointment = try await owner.schedule(.appointment(in: tenant))
            code = try await appointment.code()
        }

        func ask(_ route: Routes.Route, token: String?) async throws -> Reply {
            let path = route.path.replacing("{id}", with: appointment.id)
                .replacing("{pid}", with: appointment.participants("CUSTOMER")[0]).replacing("{code}", with: code)
            return try await Gateway.send(
                route.method, path, token: token, body: route.body(tenant, appointment.id)?.bytes)
        }

        /// The appointment is as it was, and there is no other in its application.
        func isUntouched() async throws {
            #expect(try await owner.get(appointment.path).document() == appointment.document)
            #expect(try await Database.appointments(of: tenant) == 1)
        }
    }

    private static let guarded = Routes.all.filter { !$0.isOpen }

    @Test func withoutATokenOnlyOpenRoutesAnswer() async throws {
        let target = try await Target()
        for route in Routes.all {
            let reply = try await target.ask(route, token: nil)
            if route.isOpen {
                #expect([200, 302].contains(reply.status), "\(route.path)")
            } else {
                try reply.isProblem(401, "unauthorized")
                #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            }
        }
        try await target.isUntouched()
    }

    @Test(arguments: [
        "garbage", "a.b.c", "..", "Bearer", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ.",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ.AAAA", String(repeating: "x", count: 7_000),
    ])
    func garbageIsNoToken(token: String) async throws {
        let target = try await Target()
        for route in Self.guarded {
            try await target.ask(route, token: token).isProblem(401, "unauthorized")
        }
        try await target.isUntouched()
    }

    @Test func aTokenOfAnotherIssuerIsNone() async throws {
        let target = try await Target()
        let token = try await Tokens.shared.foreign(["SUPERVISOR"], user: "s", applications: [target.tenant.id])
        for route in Self.guarded {
            try await target.ask(route, token: token).isProblem(401, "unauthorized")
        }
        try await target.isUntouched()
    }

    @Test func aTokenWithAChangedLetterIsNone() async throws {
        let target = try await Target()
        let token = try #require(try await target.tenant.supervisor().token)
        var parts = token.split(separator: ".").map { Array($0.utf8) }
        for part in 0..<3 {
            let original = parts[part]
            // Of the middle: the last character of a part holds bits that mean nothing.
            let index = original.count / 2
            parts[part][index] = original[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let forged = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
            for route in Self.guarded {
                try await target.ask(route, token: forged).isProblem(401, "unauthorized")
            }
            parts[part] = original
        }
        try await target.isUntouched()
    }

    @Test func aTokenDiesWhenItExpiresThoughItWasGoodBefore() async throws {
        let target = try await Target()
        let token = try await Tokens.shared.short(["SUPERVISOR"], user: "s", applications: [target.tenant.id])
        let person = Person(id: "s", token: token)
        #expect(try await person.get(target.appointment.path).status == 200)
        // One second of life and 30 of leeway.
        try await Eventually.holds("end of the token", within: .seconds(45), every: .milliseconds(250)) {
            try await person.get(target.appointment.path).status == 401
        }
        for route in Self.guarded {
            try await target.ask(route, token: token).isProblem(401, "unauthorized")
        }
        try await target.isUntouched()
    }

    @Test(arguments: Routes.roles)
    func aRoleThatIsNotAdmittedIsForbidden(role: String) async throws {
        let target = try await Target()
        let person = try await target.tenant.person([role], "somebody")
        for route in Self.guarded where !route.roles.contains(role) {
            try await target.ask(route, token: person.token).isProblem(403, "forbidden")
        }
        try await target.isUntouched()
    }

    @Test func anUnknownRoleIsForbiddenEverywhere() async throws {
        let target = try await Target()
        for roles in [["ROLE_GOD"], ["ROLE_agent"], ["ROLE_"]] {
            let person = try await target.tenant.person(roles, target.owner.id)
            for route in Self.guarded {
                try await target.ask(route, token: person.token).isProblem(403, "forbidden")
            }
        }
        try await target.isUntouched()
    }

    @Test func aTokenWithoutApplicationsIsForbiddenEverywhere() async throws {
        let target = try await Target()
        let token = try await Tokens.shared.token(Routes.roles, user: target.owner.id, applications: [])
        for route in Self.guarded {
            try await target.ask(route, token: token).isProblem(403, "forbidden")
        }
        try await target.isUntouched()
    }

    @Test(arguments: ["AGENT", "SUPERVISOR", "CLIENT_SERVICE", "CUSTOMER"])
    func anotherTenantFindsNothing(role: String) async throws {
        let (target, other) = (try await Target(), Tenant())
        // The same user and even the right conference, but another application.
        let conference = try await target.appointment.conference()
        let person = try await other.person([role], target.owner.id, conference: conference)
        for route in Self.guarded where route.roles.contains(role) {
            let reply = try await target.ask(route, token: person.token)
            switch (route.method, route.path) {
            case ("GET", "/api/appointments/"): #expect(try reply.document()["total"]?.integer == 0)
            case ("GET", let path) where path.contains("/eligible/"): #expect(try reply.document() == .array([]))
            case ("POST", "/api/appointments/"): try reply.isProblem(403, "forbidden")
            default:
                // A customer's conference decides before the tenant does.
                #expect(role == "CUSTOMER" ? [403, 404].contains(reply.status) : reply.status == 404, "\(route.path)")
            }
        }
        try await target.isUntouched()
    }

    @Test func inTheTenantButNotTheirsIsForbidden() async throws {
        let target = try await Target()
        let agent = try await target.tenant.agent()
        for route in Self.guarded
        where route.path.contains("{id}") || route.method == "PUT" || route.path.contains("participants/") {
            try await target.ask(route, token: agent.token).isProblem(403, "forbidden")
        }
        let service = try await target.tenant.clientService()
        try await service.get(target.appointment.path).isProblem(403, "forbidden")
        try await target.isUntouched()
    }

    @Test func severalRolesAreTheUnionOfTheirRights() async throws {
        let target = try await Target()
        let person = try await target.tenant.person(["ADMIN", "SUPERVISOR"], "both")
        #expect(try await person.get(target.appointment.path).status == 200)
        let pair = try await target.tenant.person(["AGENT", "CLIENT_SERVICE"], "pair")
        let own = try await pair.schedule(.appointment(in: target.tenant, hours: 2, assigned: "a-third"))
        #expect(try await pair.get(own.path).status == 200)
    }
}
