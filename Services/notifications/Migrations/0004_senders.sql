-- An application's own senders: by channel one that is confirmed and one that waits for its code.
create table senders (
    application_id text not null,
    channel text not null check (channel in ('EMAIL', 'SMS')),
    is_confirmed boolean not null,
    id text not null unique,
    -- What may be shown of it, a JSON object.
    shown text not null,
    -- All of it, secrets included, sealed for the application; the key's id stands beside it for its replacement.
    sealed bytea not null,
    key_id text not null,
    -- A keyed hash of the code that was sent; null once confirmed.
    code_hash bytea,
    expires_at timestamptz,
    wrong_tries integer not null default 0,
    at timestamptz not null,
    primary key (application_id, channel, is_confirmed),
    constraint sender_code check (is_confirmed = (code_hash is null) and is_confirmed = (expires_at is null))
);

create index senders_keys on senders (key_id);

alter table senders enable row level security;
alter table senders force row level security;
create policy tenant on senders to notifications
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on senders to notifications_background using (true);
create policy owner on senders to notifications_owner using (true);
