-- SPDX-License-Identifier: Apache-2.0
-- Appointments as bookings over years would leave them: those of one application lie scattered among all others'.
--
--   psql -v rows=1000000 -v applications=100 -f fill.sql
--
-- Application number k is named bench-k and has rows/applications of them. Run by the superuser, whom policies let by.
insert into scheduling.appointments (
    id, application_id, start_at, end_at, timezone, wall_time, utc_offset, locale, title, notes, metadata,
    custom_fields, routing_type, routing_properties, organizer_id, organizer_type, assigned_agent_id, participants,
    created_by, conference_id, notifications, plan, notifications_active, created_at, updated_at)
select
    md5('appointment ' || n)::uuid::text, 'bench-' || n % :applications, start_at, start_at + interval '30 minutes',
    'Europe/Berlin', to_char(start_at at time zone 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI:SS'),
    extract(epoch from start_at at time zone 'Europe/Berlin' - start_at at time zone 'UTC'), 'en',
    'Video consultation', null, null, null, 'GENESYS_CLOUD_FLOW', null, agent, 'AGENT', agent,
    array['CUSTOMER ' || md5('customer ' || n)::uuid, 'AGENT ' || agent], agent,
    md5('conference ' || n)::uuid::text, null, '{"CREATE EMAIL","REMINDER EMAIL PT24H"}', true, now(), now()
from generate_series(1, :rows) as n,
    -- Agents of 100 appointments each, in slots of half an hour from tomorrow on.
    lateral (select 'agent-' || n / :applications / 100 as agent,
        date_trunc('day', now()) + interval '1 day' + n / :applications % 100 * interval '30 minutes' as start_at
    ) as slot;

vacuum analyze scheduling.appointments;
