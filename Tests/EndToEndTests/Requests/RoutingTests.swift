// SPDX-License-Identifier: Apache-2.0
import Testing

/// Paths and methods that are not there, before anything else is looked at.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct RoutingTests {
    @Test(arguments: [
        "/", "/api", "/api/", "/api/appointment", "/api/appointments//", "/api/appointments/a/b",
        "/api/appointments/a/participants", "/api/appointments/activate", "/api/appointments/overlap",
        "/api/appointments/a/participants/b/c", "/api/cal/events/ical/a",
        "/api/cal/events/outlook/a/event", "/API/appointments", "/problems/", "/problems/none", "/health",
        "/health/live/x", "/api/appointments/%00", "/.env", "//api/appointments",
    ])
    func whatIsNoRouteIsNotFound(path: String) async throws {
        try await Person.nobody.get(path).isProblem(404, "not-found")
    }

    @Test(arguments: [
        ("DELETE", "/api/appointments", ["GET", "POST", "PUT"]),
        ("PATCH", "/api/appointments/", ["GET", "POST", "PUT"]),
        ("POST", "/api/appointments/some-id", ["GET", "DELETE"]),
        ("PUT", "/api/appointments/some-id/", ["GET", "DELETE"]),
        ("GET", "/api/appointments/reschedule/", ["PUT"]), ("DELETE", "/api/appointments/reschedule", ["PUT"]),
        ("POST", "/api/appointments/reassign/", ["PUT"]),
        ("GET", "/api/appointments/participants/agents", ["POST"]),
        ("DELETE", "/api/appointments/participants/customers/", ["POST"]),
        ("POST", "/api/cal/events/ical/a/event", ["GET"]), ("DELETE", "/api/cal/events/google/a/event", ["GET"]),
        ("PUT", "/api/appointments/a/participants/b", ["GET", "DELETE"]), ("POST", "/health/live", ["GET"]),
        ("DELETE", "/health/ready", ["GET"]), ("POST", "/problems/not-found", ["GET"]),
        ("TRACE", "/api/appointments/", ["GET", "POST", "PUT"]), ("GET", "/api/appointments/a/end", ["PUT"]),
        ("GET", "/api/appointments/activate/a", ["POST"]), ("POST", "/api/appointments/count", ["GET"]),
        ("DELETE", "/api/appointments/eligible/", ["GET"]), ("PUT", "/api/appointments/overlap/count", ["GET"]),
        ("PURGE", "/api/appointments/a", ["GET", "DELETE"]),
    ])
    func anotherMethodIsNotAllowed(method: String, path: String, allowed: [String]) async throws {
        let reply = try await Gateway.send(method, path)
        try reply.isProblem(405, "method-not-allowed")
        let methods = reply.header("Allow")?.split(separator: ",").map { String($0.filter { $0 != " " }) }
        #expect(Set(methods ?? []) == Set(allowed))
    }

    @Test func healthIsOpenToEverybody() async throws {
        for path in ["/health/live", "/health/ready", "/health/live/", "/health/ready/"] {
            try await Person.nobody.get(path).document()
        }
    }

    @Test(arguments: [
        "malformed-body", "invalid-request", "unauthorized", "forbidden", "not-found", "method-not-allowed",
        "slot-taken", "stale", "too-large", "unsupported-media-type", "idempotency-key-reused", "unavailable", "late",
        "request-in-progress", "appointment-ended", "conference-running", "participant-present", "participant-required",
        "internal",
    ])
    func everyProblemTypeHasItsPage(slug: String) async throws {
        for path in ["/problems/\(slug)", "/problems/\(slug)/"] {
            let reply = try await Person.nobody.get(path)
            #expect(reply.status == 200)
            #expect(reply.header("Content-Type")?.hasPrefix("text/html") == true)
            #expect(reply.text.contains("/problems/\(slug)"))
        }
    }
}
