-- The tables every room has: committed events on their way out, messages that took effect, answers of repeated writes.
create table outbox (
    id bigint generated always as identity primary key,
    message_id text not null unique,
    application_id text not null,
    subject text not null,
    routing_key text not null,
    body bytea not null,
    created_at timestamptz not null default now(),
    published_at timestamptz
);

-- The relay looks only at what is not published; rows leave this index as soon as they are.
create index outbox_pending on outbox (id) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;

create table inbox (
    consumer text not null,
    message_id text not null,
    received_at timestamptz not null default now(),
    primary key (consumer, message_id)
);

create index inbox_received on inbox (received_at);

create table idempotency (
    application_id text not null,
    caller text not null,
    operation text not null,
    key text not null check (length(key) between 1 and 255),
    request_hash bytea not null,
    answer bytea,
    created_at timestamptz not null default now(),
    primary key (application_id, caller, operation, key)
);

create index idempotency_created on idempotency (created_at);

alter table outbox enable row level security;
alter table outbox force row level security;
create policy tenant on outbox to calendar
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on outbox to calendar_background using (true);
create policy owner on outbox to calendar_owner using (true);

alter table idempotency enable row level security;
alter table idempotency force row level security;
create policy tenant on idempotency to calendar
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on idempotency to calendar_background using (true);
create policy owner on idempotency to calendar_owner using (true);
