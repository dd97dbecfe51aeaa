-- The ledger of messages, one row for each effect that may happen once, and the copy of appointment facts behind it.
create table appointments (
    application_id text not null,
    id text not null,
    -- Of the event the facts came with; an older one never replaces a newer.
    sequence bigint not null,
    revision bigint not null,
    -- The appointment's end; the copy goes some time after it.
    ends timestamptz not null,
    facts jsonb not null,
    primary key (application_id, id)
);

create index appointments_ends on appointments (ends);

create table notifications (
    id text primary key,
    application_id text not null,
    appointment_id text not null,
    revision bigint not null,
    recipient_id text not null,
    channel text not null,
    type text not null,
    -- Seconds; null for what is sent at once.
    period bigint,
    due timestamptz not null,
    -- When it may be tried (again); the same as due until a try was turned down.
    next_try_at timestamptz not null,
    state text not null default 'planned',
    reason text,
    attempts integer not null default 0,
    -- Rises with each claim, so that a dispatcher that was away too long can't settle what another has taken over.
    claims integer not null default 0,
    lease_until timestamptz,
    -- Written right before the provider is called: without it the provider surely doesn't have the message.
    marked_at timestamptz,
    trace text,
    at timestamptz not null,
    constraint notification_state check (
        state in ('planned', 'sending', 'sent', 'failed', 'suppressed', 'uncertain')),
    constraint notification_lease check (state <> 'sending' or lease_until is not null),
    constraint notification_once unique nulls not distinct (
        appointment_id, revision, recipient_id, channel, type, period)
);

-- The dispatcher looks only at what is still to come; rows leave these indexes as soon as they are settled.
create index notifications_due on notifications (next_try_at) where state = 'planned';
create index notifications_leases on notifications (lease_until) where state = 'sending';
create index notifications_settled on notifications (at) where state in ('sent', 'failed', 'suppressed', 'uncertain');

alter table appointments enable row level security;
alter table appointments force row level security;
create policy tenant on appointments to notifications
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on appointments to notifications_background using (true);
create policy owner on appointments to notifications_owner using (true);

alter table notifications enable row level security;
alter table notifications force row level security;
create policy tenant on notifications to notifications
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on notifications to notifications_background using (true);
create policy owner on notifications to notifications_owner using (true);
