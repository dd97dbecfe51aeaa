-- Appointments with their participants by reference, and the agents' occupancy that makes double booking impossible.
create table appointments (
    id text primary key,
    application_id text not null,
    start_at timestamptz not null,
    end_at timestamptz not null,
    timezone text not null,
    -- The promise to the customer is the wall time in the zone; the instant beside it is derived (pains of stale tzdata).
    wall_time text not null,
    utc_offset integer not null,
    locale text not null,
    state text not null default 'PENDING' check (state in ('PENDING', 'ACTIVE', 'ENDED')),
    title text,
    notes text,
    metadata json,
    custom_fields json,
    routing_type text not null,
    routing_properties json,
    organizer_id text not null,
    organizer_type text not null check (organizer_type in ('AGENT', 'CUSTOMER')),
    assigned_agent_id text,
    -- 'AGENT id' and 'CUSTOMER id', in their order. In the row and not in one of their own: who waits for the row's lock
    -- then sees them as the change before left them, which a subquery of the same statement would not.
    participants text[] not null,
    created_by text,
    conference_id text not null unique,
    notifications json not null,
    notifications_active boolean not null,
    version integer not null default 1 check (version > 0),
    revision integer not null default 0 check (revision >= 0),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    cancelled_at timestamptz,
    constraint appointment_has_bounds check (
        isfinite(start_at) and isfinite(end_at)
        and end_at - start_at between interval '1 minute' and interval '24 hours')
);

create index appointments_by_start on appointments (application_id, start_at, id) where cancelled_at is null;
create index appointments_by_organizer on appointments (application_id, organizer_id, start_at)
    where cancelled_at is null;
create index appointments_by_creator on appointments (application_id, created_by, start_at) where cancelled_at is null;

-- One row per live appointment and agent; moves delete and insert. An empty, unbounded or infinite range would walk
-- through the exclusion constraint, so the checks name each (native-clients.md M13, M27).
create table occupancy (
    application_id text not null,
    agent_id text not null,
    appointment_id text not null references appointments (id),
    during tstzrange not null check (
        not isempty(during) and not lower_inf(during) and not upper_inf(during)
        and isfinite(lower(during)) and isfinite(upper(during))
        and lower_inc(during) and not upper_inc(during)
        and upper(during) - lower(during) <= interval '24 hours'),
    primary key (application_id, agent_id, appointment_id),
    constraint agent_slot_free exclude using gist (application_id with =, agent_id with =, during with &&)
);

alter table appointments enable row level security;
alter table appointments force row level security;
create policy tenant on appointments to scheduling
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on appointments to scheduling_background using (true);
create policy owner on appointments to scheduling_owner using (true);

alter table occupancy enable row level security;
alter table occupancy force row level security;
create policy tenant on occupancy to scheduling
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on occupancy to scheduling_background using (true);
create policy owner on occupancy to scheduling_owner using (true);
