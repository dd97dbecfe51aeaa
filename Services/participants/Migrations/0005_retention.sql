-- How long each application keeps customers' details, as its settings have it.
create table application_settings (
    application_id text primary key,
    -- Of the event the settings came with; an older one never replaces a newer.
    sequence bigint not null,
    -- Seconds after an appointment's end.
    retention bigint not null check (retention >= 0)
);

-- Details expire by application: what is due in one is found without reading what others keep longer.
drop index appointments_expiring;
create index appointments_expiring on appointments (application_id, ends_at) where keeps_details;

alter table application_settings enable row level security;
alter table application_settings force row level security;
create policy tenant on application_settings to participants
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on application_settings to participants_background using (true);
create policy owner on application_settings to participants_owner using (true);
