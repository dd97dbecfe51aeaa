-- Removes the details of everybody who was removed before, after a backup that still has them was restored. Run by the
-- superuser; may be repeated. Standard input is what deploy/runbook.md exports: application, appointment, participant and
-- time as CSV.

begin;
create temporary table tombstone (
    application_id text not null, appointment_id text not null, id text not null, removed_at timestamptz not null
) on commit drop;

\copy tombstone from pstdin csv

update participants.participants p set
    username = null, first_name = null, last_name = null, primary_email = null, primary_phone = null, metadata = null,
    locale = null, removed_at = t.removed_at
from tombstone t
where p.application_id = t.application_id and p.appointment_id = t.appointment_id and p.id = t.id
    and p.removed_at is null;
-- Their addresses rest sealed for minutes, and nobody can use a code of that time any more.
delete from notifications.codes;
commit;
