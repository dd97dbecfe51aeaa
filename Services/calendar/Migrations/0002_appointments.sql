-- the read model behind calendar exports: the newest facts of each appointment, without personal data

create table appointments (
    id text not null,
    application_id text not null,
    -- version of the facts; older ones never replace newer ones
    sequence bigint not null check (sequence > 0),
    cancelled boolean not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    -- the event's snapshot as JSON text, whole, so that later exports can be filled from it
    facts text not null,
    constraint appointments_pkey primary key (id)
);

alter table appointments enable row level security;
alter table appointments force row level security;
create policy tenant on appointments to calendar
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on appointments to calendar_background using (true);
create policy owner on appointments to calendar_owner using (true);
