// SPDX-License-Identifier: Apache-2.0
import CalendarContract
import Contract
import JSON
import NotificationsContract
import ParticipantsContract
import SchedulingContract
import Testing

/// Every route against every role and relation: the matrix of the REST contract, section 2.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct AccessTests {
    private static let contracts = [
        Scheduling.contract, Participants.contract, Calendar.contract, Notifications.contract,
    ]

    @Test func theMatrixHasEveryRouteOfTheContractsWithItsRoles() {
        var declared: [String: Set<String>] = [:]
        for case .open(let route, let access, _) in Self.contracts.flatMap(\.operations).map(\.reach) {
            switch access {
            case .anyone: declared["\(route.method.rawValue) \(route.path)"] = []
            case .roles(let roles):
                declared["\(route.method.rawValue) \(route.path)"] = Set(roles.map { $0.rawValue.dropping("ROLE_") })
            case .verification:
                // No role opens it: CodeTests ask with codes that are none.
                break
            }
        }
        let tested = Routes.all.filter { $0.path.hasPrefix("/api/") || $0.path.hasPrefix("/q/") }
        for route in tested {
            #expect(declared[route.template] == (route.isOpen ? [] : Set(route.reaches.keys)), "\(route.template)")
        }
        #expect(Set(declared.keys).subtracting(tested.map(\.template)) == [], "routes without an entry")
        #expect(Set(tested.map(\.template)).count == tested.count)
    }

    @Test(arguments: Routes.roles, Relation.allCases)
    func everyRouteAnswersByRoleAndRelation(role: String, relation: Relation) async throws {
        let scene = try await AccessScene()
        let refusing = try await scene.target(0)
        for (number, route) in Routes.all.enumerated() {
            let expected = route.status(for: role, relation)
            let isRefused = expected >= 400
            // What succeeds may change it, so it gets one of its own.
            let target = isRefused ? refusing : try await scene.target(number + 1)
            let person = try await scene.person(role, relation, to: target)
            let reply = try await target.ask(route, token: person.token)
            #expect(reply.status == expected, "\(route.template): \(reply.text.prefix(300))")
            if isRefused {
                try reply.isProblem(expected, expected == 404 ? "not-found" : "forbidden")
                try await target.isUntouched()
            } else if relation == .elsewhere, !route.isOpen {
                #expect(!reply.text.contains(target.appointment.id), "\(route.template)")
                try await target.isUntouched()
            }
        }
    }

    @Test(arguments: [["ROLE_GOD"], ["ROLE_agent"], ["ROLE_"]])
    func anUnknownRoleIsForbiddenEverywhere(roles: [String]) async throws {
        let scene = try await AccessScene()
        let target = try await scene.target(0)
        let person = try await scene.tenant.person(roles, scene.agent.id)
        for route in Routes.guarded {
            try await target.ask(route, token: person.token).isProblem(403, "forbidden")
        }
        try await target.isUntouched()
    }

    @Test func aTokenWithoutApplicationsIsForbiddenEverywhere() async throws {
        let scene = try await AccessScene()
        let target = try await scene.target(0)
        let token = try await Tokens.shared.token(Routes.roles, user: scene.agent.id, applications: [])
        for route in Routes.guarded {
            try await target.ask(route, token: token).isProblem(403, "forbidden")
        }
        try await target.isUntouched()
    }

    @Test func aCustomerIsBoundToTheConference() async throws {
        let scene = try await AccessScene()
        let target = try await scene.target(0)
        let (path, pid) = (target.appointment.path, target.customers[0])
        let conference = try await target.appointment.conference()
        let customer = try await scene.tenant.customer(pid, conference: conference)
        let without = try await scene.tenant.person(["CUSTOMER"], pid)
        for path in [path, "\(path)/participants/\(pid)"] {
            #expect(try await customer.get(path).status == 200)
            try await without.get(path).isProblem(403, "forbidden")
            // The right conference in a token for another application is still another application's appointment.
            let other = try await scene.other.customer(pid, conference: conference)
            #expect([403, 404].contains(try await other.get(path).status))
        }
        // Whether something exists is not theirs to learn.
        for path in ["/api/appointments/none", "/api/appointments/none/participants/\(pid)"] {
            try await customer.get(path).isProblem(403, "forbidden")
        }
        #expect(try await scene.agent.delete(path).status == 204)
        try await customer.get(path).isProblem(404, "not-found")
        try await without.get(path).isProblem(403, "forbidden")
    }

    @Test func anAssignedAgentTakesPartThoughSomebodyElseOrganizes() async throws {
        let tenant = Tenant()
        let (supervisor, agent) = (try await tenant.supervisor(), try await tenant.agent())
        let appointment = try await supervisor.schedule(.appointment(in: tenant, assigned: agent.id))
        #expect(try await agent.get(appointment.path).status == 200)
        #expect(try await agent.put("/api/appointments/reschedule/", .move(appointment.id, hours: 1)).status == 200)
        #expect(try await agent.delete(appointment.path).status == 204)
    }

    @Test func severalRolesAreTheUnionOfTheirRights() async throws {
        let scene = try await AccessScene()
        let target = try await scene.target(0)
        let person = try await scene.tenant.person(["ADMIN", "SUPERVISOR"], "both")
        #expect(try await person.get(target.appointment.path).status == 200)
        let pair = try await scene.tenant.person(["AGENT", "CLIENT_SERVICE"], "pair")
        let own = try await pair.schedule(.appointment(in: scene.tenant, hours: 2, assigned: "a-third"))
        #expect(try await pair.get(own.path).status == 200)
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
