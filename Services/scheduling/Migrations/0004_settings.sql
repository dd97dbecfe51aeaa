-- The copy of applications' settings, with their templates by language, and what an appointment keeps of them.
create table application_settings (
    application_id text primary key,
    -- Of the event the settings came with; an older one never replaces a newer.
    sequence bigint not null,
    active boolean not null,
    auto_activate boolean not null,
    overlap_policy text not null,
    ticket_base_url text,
    locale text not null,
    -- 'TYPE CHANNEL' or 'TYPE CHANNEL PERIOD' of each message; null for the built-in list, empty for no messages.
    plan text[]
);

create table application_templates (
    application_id text not null,
    -- As in a plan.
    item text not null,
    -- Lower-case BCP 47 tag; empty for the one that holds in all other languages.
    language text not null,
    -- JSON text of one entry of an appointment's list, as it is shown.
    template text not null,
    primary key (application_id, item, language)
);

-- From now on only the list that came with the appointment; null where the application's or the built-in one holds.
alter table appointments alter column notifications drop not null;

-- What is sent when, captured when the appointment was made.
alter table appointments add column plan text[] not null default '{}';

update appointments a set plan = coalesce((
    select array_agg(concat_ws(' ', e.entry ->> 'type', e.entry ->> 'channel', e.entry ->> 'period') order by e.place)
    from json_array_elements(a.notifications) with ordinality as e (entry, place)), '{}');

alter table application_settings enable row level security;
alter table application_settings force row level security;
create policy tenant on application_settings to scheduling
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on application_settings to scheduling_background using (true);
create policy owner on application_settings to scheduling_owner using (true);

alter table application_templates enable row level security;
alter table application_templates force row level security;
create policy tenant on application_templates to scheduling
    using (application_id = any (string_to_array(nullif(current_setting('app.applications', true), ''), ',')));
create policy background on application_templates to scheduling_background using (true);
create policy owner on application_templates to scheduling_owner using (true);
