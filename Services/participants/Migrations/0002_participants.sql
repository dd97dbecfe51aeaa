-- people and what authorization needs of their appointments: the only place where personal data rests

create table appointments (
    id text not null,
    application_id text not null,
    conference_id text not null,
    organizer_id text not null,
    agent_ids text[] not null,
    created_by text,
    -- unknown until the first event
    starts_at timestamptz,
    ends_at timestamptz not null,
    state text not null default 'PENDING',
    cancelled boolean not null default false,
    -- version of the facts; 0 is a registration that scheduling may still refuse
    sequence bigint not null default 0 check (sequence >= 0),
    confirmed boolean not null generated always as (sequence > 0) stored,
    registered_at timestamptz not null,
    constraint appointments_pkey primary key (id),
    constraint appointments_tenant unique (application_id, id)
);

-- for the sweep of registrations that were never confirmed
create index appointments_unconfirmed on appointments (registered_at) where sequence = 0;

create table participants (
    appointment_id text not null,
    id text not null,
    application_id text not null,
    username text,
    first_name text,
    last_name text,
    primary_email text,
    primary_phone text,
    -- JSON text of an object, as it was written
    metadata text,
    locale text,
    constraint participants_pkey primary key (appointment_id, id),
    -- the tenant is part of the key, so that details never hang on another application's appointment
    constraint participants_appointment foreign key (application_id, appointment_id)
        references appointments (application_id, id) on delete cascade
);

alter table appointments enable row level security;
alter table appointments force row level security;
create policy tenant on appointments to participants
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on appointments to participants_background using (true);
create policy owner on appointments to participants_owner using (true);

alter table participants enable row level security;
alter table participants force row level security;
create policy tenant on participants to participants
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on participants to participants_background using (true);
create policy owner on participants to participants_owner using (true);
