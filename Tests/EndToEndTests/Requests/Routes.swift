// SPDX-License-Identifier: Apache-2.0
import JSON

/// The routes of the suite and the roles that each admits: the table of the REST contract, written a second time.
enum Routes {
    struct Route: Sendable {
        let method: String
        /// With `{id}` and `{pid}` for an appointment and its first customer.
        let path: String
        /// The roles that pass, whatever they find behind the gate.
        let roles: Set<String>
        /// Whether no token is needed.
        let isOpen: Bool
        /// What a request with a body needs.
        let body: @Sendable (Tenant, _ id: String) -> Body?
    }

    static let roles = ["AGENT", "SUPERVISOR", "CLIENT_SERVICE", "CUSTOMER", "ADMIN"]

    private static let staff: Set = ["AGENT", "SUPERVISOR", "CLIENT_SERVICE"]
    private static let attending: Set = ["AGENT", "SUPERVISOR"]

    /// Not among them: booking with a code takes no token, whoever it names.
    static let all = [
        guarded("GET", "/api/appointments/", staff),
        guarded("POST", "/api/appointments/", staff) { tenant, _ in .appointment(in: tenant, hours: 40) },
        guarded("GET", "/api/appointments/{id}", staff.union(["CUSTOMER"])),
        guarded("PUT", "/api/appointments/", staff) { _, id in Body(["id": .string(id), "title": .string("taken")]) },
        guarded("PUT", "/api/appointments/reschedule/", staff) { _, id in .move(id, hours: 50) },
        guarded("DELETE", "/api/appointments/{id}", staff),
        guarded("PUT", "/api/appointments/{id}/end", ["AGENT"]),
        guarded("POST", "/api/appointments/activate/{id}", ["CLIENT_SERVICE"]),
        guarded("GET", "/api/appointments/eligible/?timeFrame=P7D", ["CLIENT_SERVICE"]),
        guarded("GET", "/api/appointments/{id}/participants/{pid}", ["AGENT", "SUPERVISOR", "CUSTOMER"]),
        guarded("PUT", "/api/appointments/reassign/", attending) { _, id in .agent("agent-x", of: id) },
        guarded("POST", "/api/appointments/participants/agents/", attending) { _, id in .agent("agent-x", of: id) },
        guarded("POST", "/api/appointments/participants/customers/", attending) { _, id in
            .customer(Customer(), of: id)
        },
        guarded("DELETE", "/api/appointments/{id}/participants/{pid}", attending),
        guarded("POST", "/api/participants/erasures/", ["ADMIN"]) { tenant, _ in
            Body(["applicationId": .string(tenant.id), "username": .string("nobody")])
        },
        open("/api/appointments/count?applicationId=any&start=2030-01-01T00%3A00%3A00Z&timeFrame=P1D"),
        open("/api/appointments/overlap/count/?applicationId=any&start=2030-01-01T00%3A00%3A00Z&duration=PT1H"),
        Route(method: "POST", path: "/api/notifications/otp", roles: Set(roles), isOpen: true) { tenant, _ in
            .code(in: tenant, to: Customer().email)
        },
        open("/api/cal/events/ical/{id}/event"),
        open("/api/cal/events/google/{id}/event"),
        open("/health/live"),
        open("/health/ready"),
    ]

    private static func guarded(
        _ method: String, _ path: String, _ roles: Set<String>,
        body: @escaping @Sendable (Tenant, String) -> Body? = { _, _ in nil }
    ) -> Route {
        Route(method: method, path: path, roles: roles, isOpen: false, body: body)
    }

    private static func open(_ path: String) -> Route {
        Route(method: "GET", path: path, roles: Set(roles), isOpen: true, body: { _, _ in nil })
    }
}
