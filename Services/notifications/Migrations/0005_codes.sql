-- One-time codes, each sent to one phone number or e-mail address. No code, address or client rests readable: what is
-- compared and counted are hashes under a key of the configuration, what is to be sent is encrypted until it was.
create table codes (
    -- The verification; who asked for the code has it.
    id text primary key,
    application_id text not null,
    channel text not null check (channel in ('SMS', 'EMAIL')),
    -- As it was asked for; null for the application's.
    locale text,
    code_hash bytea not null,
    address_hash bytea not null,
    -- Of the address from which it was asked for.
    client_hash bytea not null,
    -- Wrong compares; five lock it.
    tries integer not null default 0 check (tries between 0 and 5),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- Code and address; null once they were submitted or given up.
    sealed bytea,
    -- `withheld`: of an application without settings.
    state text not null default 'planned',
    reason text,
    attempts integer not null default 0,
    -- Rises with each claim, as in the ledger.
    claims integer not null default 0,
    next_try_at timestamptz not null,
    lease_until timestamptz,
    -- Written right before the provider is called: without it nobody can have the code.
    marked_at timestamptz,
    trace text,
    constraint code_state check (state in ('planned', 'sending', 'sent', 'failed', 'withheld', 'uncertain')),
    constraint code_sealed_until_settled check ((sealed is not null) = (state in ('planned', 'sending'))),
    constraint code_lease check (state <> 'sending' or lease_until is not null)
);

-- For the limits: the newest of each.
create index codes_by_address on codes (address_hash, created_at);
create index codes_by_client on codes (client_hash, created_at);
create index codes_by_application on codes (application_id, created_at);
create index codes_created on codes (created_at);
create index codes_due on codes (next_try_at) where state = 'planned';
create index codes_leases on codes (lease_until) where state = 'sending';

alter table codes enable row level security;
alter table codes force row level security;
create policy tenant on codes to notifications
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on codes to notifications_background using (true);
create policy owner on codes to notifications_owner using (true);
