-- Room tickets, who was in the conference, and when an appointment really ended.
alter table appointments add column ended_at timestamptz;

-- The codes behind room links. In plain text: the link has to be answered again for as long as it lives.
create table tickets (
    code text primary key check (code ~ '^[0-9a-z]{13,}$'),
    application_id text not null,
    appointment_id text not null references appointments (id),
    -- Null for the appointment's own ticket, else the customer it was made for.
    participant_id text,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    created_at timestamptz not null
);

-- One ticket that works at a time, for the appointment and for each customer; also the way to an appointment's tickets.
create unique index ticket_works_once on tickets (appointment_id, participant_id) nulls not distinct
    where revoked_at is null;

-- Who was in an appointment's conference, as the video platform tells. A leave may be heard of before its join.
create table attendances (
    application_id text not null,
    appointment_id text not null references appointments (id),
    role text not null check (role in ('AGENT', 'CUSTOMER')),
    -- An agent's id or a customer's participant id.
    user_id text not null,
    first_joined_at timestamptz,
    -- The latest leave.
    left_at timestamptz,
    primary key (appointment_id, role, user_id)
);

alter table tickets enable row level security;
alter table tickets force row level security;
create policy tenant on tickets to scheduling
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on tickets to scheduling_background using (true);
create policy owner on tickets to scheduling_owner using (true);

alter table attendances enable row level security;
alter table attendances force row level security;
create policy tenant on attendances to scheduling
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on attendances to scheduling_background using (true);
create policy owner on attendances to scheduling_owner using (true);
