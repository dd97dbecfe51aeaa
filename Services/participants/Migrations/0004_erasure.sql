-- how the people to be erased or forgotten are found without a scan, and what stays in their place

-- What this was once analysed for must not keep names and addresses in pg_statistic, where no erasure reaches them: the
-- change of type to itself drops the samples, the target of 0 takes no new ones.
alter table participants
    alter column username type text,
    alter column first_name type text,
    alter column last_name type text,
    alter column primary_email type text,
    alter column primary_phone type text,
    alter column metadata type text;

alter table participants
    -- The forms that are compared. Columns, not indexed expressions: under row-level security the planner uses an index
    -- only for what reveals nothing of other tenants' rows, and lower() or translate() of a column may.
    add column email_key text generated always as (lower(primary_email collate "C")) stored,
    add column phone_key text generated always as (translate(primary_phone, ' -().', '')) stored,
    -- When the details were removed, by retention or erasure. The row stays, so that a repeated registration finds the
    -- place taken and brings nobody back.
    add column removed_at timestamptz,
    add constraint participants_removed check (
        removed_at is null
        or num_nonnulls(username, first_name, last_name, primary_email, primary_phone, metadata, locale) = 0);

alter table participants
    alter column username set statistics 0,
    alter column first_name set statistics 0,
    alter column last_name set statistics 0,
    alter column primary_email set statistics 0,
    alter column primary_phone set statistics 0,
    alter column metadata set statistics 0,
    alter column email_key set statistics 0,
    alter column phone_key set statistics 0;

create index participants_username on participants (application_id, username) where username is not null;
create index participants_email on participants (application_id, email_key) where email_key is not null;
create index participants_phone on participants (application_id, phone_key) where phone_key is not null;

-- False once the details of every customer were removed after the end; a customer who comes later sets it again.
alter table appointments add column keeps_details boolean not null default true;

create index appointments_expiring on appointments (ends_at) where keeps_details;
