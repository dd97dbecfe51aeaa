// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The metrics of the running processes.
@Suite(.enabled(if: RunningSuite.isThere, RunningSuite.skipReason))
struct MetricsTests {
    @Test func whatIsDoneShowsInTheMetricsOfWhoeverDoesIt() async throws {
        let names = [
            #"appointments_http_requests_total{operation="appointment.schedule",status="2xx"}"#,
            #"appointments_http_requests_total{operation="appointment.find",status="4xx"}"#,
            #"appointments_http_problems_total{problem="not-found"}"#,
            #"appointments_http_request_duration_seconds_count{operation="appointment.schedule"}"#,
            #"appointments_requests_handled_total{operation="appointment.schedule",outcome="answered"}"#,
            #"appointments_requests_handled_total{operation="appointment.find",outcome="refused"}"#,
            #"appointments_request_wait_seconds_count{operation="appointment.schedule"}"#,
            #"appointments_request_duration_seconds_count{operation="appointment.schedule"}"#,
            "appointments_postgres_wait_seconds_count", "appointments_outbox_published_total",
            #"appointments_events_handled_total{event="appointment.scheduled.v1",outcome="done"}"#,
            #"appointments_event_lag_seconds_count{event="appointment.scheduled.v1"}"#,
            #"appointments_notifications_settled_total{outcome="sent"}"#,
            "appointments_notification_lateness_seconds_count",
            #"appointments_amqp_published_total{outcome="confirmed"}"#, "appointments_amqp_deliveries_total",
        ]
        let before = try await Scrape.all()
        let (tenant, customer) = (Tenant(), Customer())
        let agent = try await tenant.agent()
        _ = try await agent.schedule(.appointment(in: tenant, customer: customer))
        try await agent.get("/api/appointments/\(Tenant.random())").isProblem(404, "not-found")
        _ = try await Sink.mails(to: customer.email)
        try await Eventually.holds("rise of every metric", every: .milliseconds(200)) {
            let now = try await Scrape.all()
            return names.allSatisfy { Scrape.sum($0, of: now) > Scrape.sum($0, of: before) }
        }
    }

    @Test func everyProcessStandsAndIsReachable() async throws {
        for scrape in try await Scrape.all() {
            #expect(scrape.values["process_resident_memory_bytes"] ?? 0 > 1_000_000)
            #expect(scrape.values["process_open_fds"] ?? 0 > 3)
            let connections = scrape.values.filter { $0.key.hasPrefix("appointments_amqp_connection_up{") }
            #expect(!connections.isEmpty && connections.allSatisfy { $0.value == 1 })
            #expect(scrape.values["appointments_amqp_blocked"] == 0)
            #expect(scrape.values["appointments_postgres_reachable"] ?? 1 == 1)
        }
    }

    @Test func somebodyLeadsEveryOutboxAndNothingStaysInIt() async throws {
        try await Eventually.holds("an empty outbox with a leader", every: .milliseconds(500)) {
            let scrapes = try await Scrape.all()
            return Scrape.sum("appointments_outbox_leader", of: scrapes) == Double(RunningSuite.databaseServices.count)
                && scrapes.allSatisfy { $0.values["appointments_outbox_oldest_seconds"] ?? 0 < 5 }
        }
    }

    /// The operators' page names every metric, and none that isn't there.
    @Test func thePageAndTheProcessesNameTheSameMetrics() async throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/observability.md"),
            encoding: .utf8)
        let rows = page.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\| `((?:appointments|process)_[a-z_]+)[`{]/).map { String($0.1) }
        }
        var families = try await Scrape.all().reduce(into: Set<String>()) { $0.formUnion($1.families) }
        // There where spans are exported only.
        families.insert("appointments_spans_total")
        #expect(Set(rows) == families)
        #expect(rows.count == Set(rows).count)
    }

    @Test func clientsSeeNoMetrics() async throws {
        try await Person.nobody.get("/metrics").isProblem(404, "not-found")
    }
}
