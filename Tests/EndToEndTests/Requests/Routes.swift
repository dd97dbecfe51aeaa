// SPDX-License-Identifier: Apache-2.0
import JSON

/// The routes of the suite and what each role may do there: the table of the REST contract, section 2, written a second
/// time. ``AccessTests`` compares it with the contracts, so a new route needs its entry here.
enum Routes {
    static let roles = ["AGENT", "SUPERVISOR", "CLIENT_SERVICE", "CUSTOMER", "ADMIN"]

    /// Not among them: booking with a code takes no token, whoever it names.
    static let all = appointments + participants + administration + senders + exports + links + pages

    /// Those that need a token.
    static let guarded = all.filter { !$0.isOpen }

    private static let appointments = [
        AccessRoute(
            "GET", "/api/appointments/", ["AGENT": .all, "SUPERVISOR": .all, "CLIENT_SERVICE": .all],
            elsewhere: .nothing),
        AccessRoute(
            "POST", "/api/appointments/", ["AGENT": .all, "SUPERVISOR": .all, "CLIENT_SERVICE": .all],
            elsewhere: .forbidden, body: \.booking),
        AccessRoute(
            "PUT", "/api/appointments/", ["AGENT": .own, "SUPERVISOR": .all, "CLIENT_SERVICE": .own], body: \.update),
        AccessRoute(
            "PUT", "/api/appointments/reschedule/", ["AGENT": .own, "SUPERVISOR": .all, "CLIENT_SERVICE": .all],
            body: \.move),
        AccessRoute(
            "GET", "/api/appointments/{id}",
            ["AGENT": .own, "SUPERVISOR": .all, "CLIENT_SERVICE": .own, "CUSTOMER": .own]),
        AccessRoute(
            "GET", "/api/appointments/{id}/notifications",
            ["AGENT": .own, "SUPERVISOR": .all, "CLIENT_SERVICE": .own]),
        AccessRoute(
            "DELETE", "/api/appointments/{id}", ["AGENT": .own, "SUPERVISOR": .all, "CLIENT_SERVICE": .all],
            success: 204),
        AccessRoute("PUT", "/api/appointments/{id}/end", ["AGENT": .own]),
        AccessRoute("POST", "/api/appointments/activate/{id}", ["CLIENT_SERVICE": .all]),
        AccessRoute("GET", "/api/appointments/eligible/?timeFrame=P30D", ["CLIENT_SERVICE": .all], elsewhere: .nothing),
        .open("/api/appointments/count?applicationId={applicationId}&start=2030-01-01T00:00:00Z&timeFrame=P1D"),
        .open("/api/appointments/overlap/count?applicationId={applicationId}&start=2030-01-01T00:00:00Z&duration=PT1H"),
    ]

    private static let participants = [
        AccessRoute(
            "GET", "/api/appointments/{id}/participants/{pid}",
            ["AGENT": .own, "SUPERVISOR": .all, "CUSTOMER": .own]),
        AccessRoute("DELETE", "/api/appointments/{id}/participants/{pid}", ["AGENT": .own, "SUPERVISOR": .all]),
        AccessRoute(
            "POST", "/api/appointments/participants/agents/", ["AGENT": .own, "SUPERVISOR": .all], body: \.otherAgent),
        AccessRoute(
            "POST", "/api/appointments/participants/customers/", ["AGENT": .own, "SUPERVISOR": .all],
            body: \.newCustomer),
        AccessRoute("PUT", "/api/appointments/reassign/", ["AGENT": .own, "SUPERVISOR": .all], body: \.otherAgent),
    ]

    private static let administration = [
        AccessRoute("POST", "/api/participants/erasures", ["ADMIN": .all], elsewhere: .forbidden, body: \.erasure),
        AccessRoute("GET", "/api/notifications/settings/{applicationId}", ["ADMIN": .all]),
        AccessRoute("PUT", "/api/notifications/settings/{applicationId}", ["ADMIN": .all], body: \.settings),
    ]

    /// There are none in the application at first: what asks for one is 404.
    private static let senders = [
        AccessRoute("GET", "/api/notifications/emails?applicationId={applicationId}", ["ADMIN": .all], success: 404),
        AccessRoute("DELETE", "/api/notifications/emails?applicationId={applicationId}", ["ADMIN": .all], success: 404),
        AccessRoute("POST", "/api/notifications/emails/confirm", ["ADMIN": .all], success: 404, body: \.confirmation),
        AccessRoute("POST", "/api/notifications/emails/test", ["ADMIN": .all], success: 404, body: \.emailTest),
        AccessRoute("GET", "/api/notifications/sms?applicationId={applicationId}", ["ADMIN": .all], success: 404),
        AccessRoute("DELETE", "/api/notifications/sms?applicationId={applicationId}", ["ADMIN": .all], success: 404),
        AccessRoute("POST", "/api/notifications/sms/confirm", ["ADMIN": .all], success: 404, body: \.confirmation),
        AccessRoute("POST", "/api/notifications/sms/test", ["ADMIN": .all], success: 404, body: \.smsTest),
        AccessRoute("POST", "/api/notifications/emails", ["ADMIN": .all], success: 202, body: \.emailSender),
        AccessRoute("POST", "/api/notifications/sms", ["ADMIN": .all], success: 202, body: \.smsSender),
    ]

    private static let links = [
        AccessRoute.open("/api/notifications/otp", method: "POST", body: \.codeRequest),
        .open("/q/{code}"),
    ]

    private static let exports = [
        AccessRoute.open("/api/cal/events/ical/{id}/event"),
        .open("/api/cal/events/google/{id}/event", success: 302),
    ]

    /// What the gateway answers by itself; no contract declares it.
    private static let pages = [
        AccessRoute.open("/health/live"), .open("/health/ready"), .open("/openapi.json"), .open("/openapi.yaml"),
        .open("/docs"), .open("/problems/not-found"),
    ]
}
