// SPDX-License-Identifier: Apache-2.0
import Postgres

/// Holds scheduling's transactions of one application back, right before their commit, until it is opened.
///
/// A trigger waits, not a lock: the service gives up waiting for locks after half a second.
struct CommitGate: Sendable {
    private static let key = 20_261_122

    private let session: PostgresSession

    /// Closes the gate.
    init(for tenant: Tenant) async throws {
        session = try await PostgresSession.open(
            PostgresConfiguration(url: try RunningSuite.value("DATABASE_URL")), logger: RunningSuite.logger)
        try await session.run(
            script: """
                select pg_advisory_lock(\(Self.key));
                create function scheduling.held() returns trigger language plpgsql as $$
                begin
                    while not pg_try_advisory_xact_lock_shared(\(Self.key)) loop
                        perform pg_sleep(0.01);
                    end loop;
                    return new;
                end $$;
                create trigger held before insert on scheduling.outbox for each row
                    when (new.application_id = '\(tenant.id)') execute function scheduling.held();
                """
        ).get()
    }

    /// Waits until a transaction stands before it.
    func isReached() async throws {
        try await Eventually.holds("waiting transaction", every: .milliseconds(5)) {
            try await Database.number(
                "select count(*) as value from pg_stat_activity where wait_event = 'PgSleep' and usename = 'scheduling'"
            ) > 0
        }
    }

    /// Lets everybody through, and takes it down once they are.
    func open() async throws {
        try await session.run(
            script: """
                select pg_advisory_unlock(\(Self.key));
                drop function scheduling.held cascade;
                """
        ).get()
        await session.close()
    }
}
