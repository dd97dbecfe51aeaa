-- What applications' administrators decide about messages, bookings and people's details.
create table settings (
    application_id text primary key,
    -- Rises with every change; the ETag. 0 within the transaction that sets them first.
    version integer not null check (version >= 0),
    -- The whole of them, as other services get them by event; null only while version is 0.
    settings jsonb,
    changed_at timestamptz not null,
    constraint settings_known check (version = 0 or settings is not null)
);

alter table settings enable row level security;
alter table settings force row level security;
create policy tenant on settings to notifications
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on settings to notifications_background using (true);
create policy owner on settings to notifications_owner using (true);
