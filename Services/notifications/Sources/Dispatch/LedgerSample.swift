// SPDX-License-Identifier: Apache-2.0
import Observability
import Postgres
import Time

/// Reads how the ledger stands when somebody looks at the metrics. Every replica tells the same of the one table.
struct LedgerSample: Sendable {
    private let database: PostgresPool
    private let clock: WallClock
    private let states: [(state: String, gauge: Gauge)]
    private let due: Gauge
    private let oldestDue: Gauge
    private let oldestCode: Gauge
    private let failures: Counter

    init(database: PostgresPool, clock: WallClock, registry: MetricRegistry = .process) {
        self.database = database
        self.clock = clock
        states = ["planned", "sending", "failed", "uncertain"].map { state in
            let gauge = registry.gauge(
                "appointments_notifications",
                "Messages of the ledger by state; failed and uncertain ones of the last day; 100000 at most.",
                ["state": state])
            return (state, gauge)
        }
        due = registry.gauge("appointments_notifications_due", "Messages that are due and not being sent.")
        oldestDue = registry.gauge(
            "appointments_notification_oldest_due_seconds",
            "How long the message that waits longest has been due, 0 without one.")
        oldestCode = registry.gauge(
            "appointments_code_oldest_due_seconds", "How long the code that waits longest has been due, 0 without one.")
        failures = registry.counter(
            "appointments_samples_failed_total", "Scrapes that could not read the database: gauges of rows are stale.")
    }

    /// At most a second; a database that is away leaves the gauges as they were.
    func take() async {
        let now = clock.now()
        do {
            let rows = try await database.read(.background, until: .now + .seconds(1), Self.standing(at: now))
            guard let row = rows.first?.first else { return }
            for (state, gauge) in states {
                gauge.set(Double(try row.decode(state, as: Int.self)))
            }
            due.set(Double(try row.decode("due", as: Int.self)))
            oldestDue.set(Self.seconds(since: try row.decodeIfPresent("oldest"), now))
            oldestCode.set(Self.seconds(since: try row.decodeIfPresent("oldest_code"), now))
        } catch {
            failures.increment()
        }
    }

    private static func seconds(since due: Instant?, _ now: Instant) -> Double {
        guard let due, due < now else { return 0 }
        return Double((now.microseconds - due.microseconds) / 1_000) / 1_000
    }

    /// Each part reads one partial index and stops at its limit.
    private static func standing(at now: Instant) -> Query {
        """
        select
            (select count(*) from (select 1 from notifications where state = 'planned' limit 100000) p) as planned,
            (select count(*) from (select 1 from notifications where state = 'sending' limit 100000) s) as sending,
            (select count(*) from (
                select 1 from notifications where state = 'planned' and next_try_at <= \(now) limit 100000) d) as due,
            (select min(next_try_at) from notifications where state = 'planned') as oldest,
            (select min(next_try_at) from codes where state = 'planned') as oldest_code,
            coalesce(sum(1) filter (where state = 'failed'), 0)::bigint as failed,
            coalesce(sum(1) filter (where state = 'uncertain'), 0)::bigint as uncertain
        from (
            select state from notifications
            where state in ('failed', 'uncertain') and at > \(now - .seconds(86_400)) limit 100000) as ended
        """
    }
}
