// SPDX-License-Identifier: Apache-2.0

import Logging
import Postgres
import TestSupport
import Testing

/// A schema as a room writes it, for the tests of the client: every table with a tenant has these three policies.
enum SampleSchema {
    static let scheduling = [
        Migration(
            name: "0001_notes",
            sql: """
                -- why: something to read and write under row-level security
                create table notes (
                    application_id text not null,
                    id text not null,
                    body text not null default '',
                    amount bigint not null default 0,
                    constraint notes_key primary key (application_id, id),
                    constraint notes_amount_positive check (amount >= 0)
                );
                alter table notes enable row level security;
                alter table notes force row level security;
                -- The login sees the applications set for its transaction. On a pooled connection an unset setting is
                -- '' and not NULL, hence nullif.
                create policy tenant on notes to scheduling using (
                    application_id = any(string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
                -- Relays, reactions and sweeps see all.
                create policy background on notes to scheduling_background using (true);
                -- Else a later migration's backfill would update nothing, and say nothing.
                create policy owner on notes to scheduling_owner using (true);
                """),
        Migration(
            name: "0002_values",
            sql: """
                create table everything (
                    id bigint generated always as identity primary key,
                    text_value text, int_value bigint, small smallint, medium integer, flag boolean, bytes bytea,
                    at timestamptz, texts text[], numbers bigint[], document jsonb, real_value double precision,
                    label varchar(20), key uuid
                );
                create table counters (id text primary key, value bigint not null);
                insert into counters values ('a', 0), ('b', 0);
                """),
    ]

    static let participants = [
        Migration(name: "0001_people", sql: "create table people (id text primary key);")
    ]

    static let template = TestDatabase.Template(
        "postgres", ["scheduling": scheduling, "participants": participants])
}

extension Trait where Self == ConditionTrait {
    /// Runs only where a test server is given.
    static var needsPostgres: Self {
        .enabled(if: TestDatabase.serverURL != nil, Comment(rawValue: TestDatabase.skipReason))
    }
}

/// Every test that needs a server, one after the other: some of them fill it or wait for each other's locks.
@Suite(.serialized, .needsPostgres, .timeLimit(.minutes(2)))
enum ServerTests {}

extension ContinuousClock.Instant {
    /// A deadline that no healthy test reaches.
    static var soon: Self { .now + .seconds(10) }
}

/// The failure `body` throws.
func failure<T>(_ body: () async throws -> T) async throws -> PostgresFailure {
    do {
        _ = try await body()
    } catch let failure as PostgresFailure {
        return failure
    }
    throw NothingFailed()
}

/// What was to fail did not.
struct NothingFailed: Error {}
