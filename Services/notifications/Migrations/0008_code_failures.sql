-- Wrong compares by the address a code was for: new codes give nobody who guesses new tries without end. A locked
-- address's row does not change, and each row is deleted in its time.
create table code_failures (
    application_id text not null,
    -- As in codes.
    address_hash bytea not null,
    -- When the last ten were, the newest first.
    failed_at timestamptz[] not null,
    -- Since the last right one.
    in_a_row integer not null check (in_a_row >= 0),
    -- From then on nothing of it counts.
    kept_until timestamptz not null,
    primary key (application_id, address_hash)
);

create index code_failures_over on code_failures (kept_until);

alter table code_failures enable row level security;
alter table code_failures force row level security;
create policy tenant on code_failures to notifications
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on code_failures to notifications_background using (true);
create policy owner on code_failures to notifications_owner using (true);
