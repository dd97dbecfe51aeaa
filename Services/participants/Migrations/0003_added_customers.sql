-- customers added later are confirmed each for themselves, as their appointment is known long before

alter table participants
    -- in a snapshot of the appointment at some time; without it scheduling may still refuse
    add column confirmed boolean not null default false,
    -- the version of the appointment it was to be added to, 0 for those it was scheduled with
    add column for_version bigint not null default 0 check (for_version >= 0),
    add column registered_at timestamptz not null default now();

-- so far all details came with their appointment
update participants p set confirmed = a.confirmed, registered_at = a.registered_at
from appointments a where a.application_id = p.application_id and a.id = p.appointment_id;

-- for the sweep of registrations that were never confirmed
create index participants_unconfirmed on participants (registered_at) where not confirmed;

-- the customers of the newest snapshot: only they are shown
alter table appointments add column customer_ids text[] not null default '{}';

update appointments a set customer_ids = (
    select coalesce(array_agg(p.id order by p.id), '{}') from participants p
    where p.application_id = a.application_id and p.appointment_id = a.id)
where a.confirmed;
