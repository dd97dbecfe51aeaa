-- SPDX-License-Identifier: Apache-2.0
-- What one `POST /api/appointments/` runs, statement by statement as the handlers send it: the look-up of key and
-- settings, the registration in participants, then key, appointment, occupancy, ticket, event and answer in one
-- transaction. Each transaction takes its service's rights, so that the policies hold here, too.
--   ScheduleAppointment+Handler.swift, RegisterParticipants+Handler.swift, PostgresPool.swift
\set agent random(1, 1000000000)
\set slot random(1, 1000)
\set id random(1000000000000000000, 9000000000000000000)
\set customer random(1000000000000000000, 9000000000000000000)
\set conference random(1000000000000000000, 9000000000000000000)

begin;
select set_config('app.applications', 'bench', true), set_config('statement_timeout', '4997', true), set_config('lock_timeout', '500', true), set_config('transaction_read_only', 'on', true), set_config('role', 'scheduling', true);
select request_hash, answer from scheduling.idempotency where application_id = 'bench' and caller = 'bench' and operation = 'appointment.schedule' and key = :id::text;
select active, auto_activate, overlap_policy, ticket_base_url, locale, plan from scheduling.application_settings where application_id = 'bench';
commit;

begin;
select set_config('app.applications', 'bench', true), set_config('statement_timeout', '2997', true), set_config('lock_timeout', '500', true), set_config('role', 'participants', true);
insert into participants.appointments (id, application_id, conference_id, organizer_id, agent_ids, created_by, ends_at, registered_at) values (:id::text, 'bench', :conference::text, 'agent-' || :agent, array['agent-' || :agent], 'bench', now() + interval '30 minutes' * (:slot::int + 1), now()) on conflict (id) do update set keeps_details = true where not appointments.keeps_details;
insert into participants.participants (appointment_id, id, application_id, username, first_name, last_name, primary_email, primary_phone, metadata, locale, for_version, registered_at) select :id::text, c.id, 'bench', c.username, c.first_name, c.last_name, c.primary_email, c.primary_phone, c.metadata, c.locale, 0, now() from unnest(array[:customer::text], array['ada@example.org'], array['Ada'], array['Lovelace'], array['ada@example.org'], array[null::text], array[null::text], array[null::text]) as c (id, username, first_name, last_name, primary_email, primary_phone, metadata, locale) on conflict (appointment_id, id) do nothing returning id;
select pg_advisory_xact_lock(key) from (select distinct hashtextextended(subject, 1) as key from unnest(array[:customer::text]) as subject order by key offset 0) as keys;
select nextval('participants.outbox_id_seq') as event from generate_series(1, 1) \gset
insert into participants.outbox (id, message_id, application_id, subject, routing_key, body) overriding system value select event.id, event.message_id, event.application_id, event.subject, 'participant.registered.v1', convert_to(event.body, 'UTF8') from unnest(array[:event::bigint], array[gen_random_uuid()::text], array['bench'], array[:customer::text], array[rpad('{', 640, 'event ')]) as event (id, message_id, application_id, subject, body);
commit;

begin;
select set_config('app.applications', 'bench', true), set_config('statement_timeout', '4990', true), set_config('lock_timeout', '500', true), set_config('role', 'scheduling', true);
insert into scheduling.idempotency (application_id, caller, operation, key, request_hash) values ('bench', 'bench', 'appointment.schedule', :id::text, sha256(:id::text::bytea)) on conflict do nothing;
insert into scheduling.appointments (id, application_id, start_at, end_at, timezone, wall_time, utc_offset, locale, title, notes, metadata, custom_fields, routing_type, routing_properties, organizer_id, organizer_type, assigned_agent_id, participants, created_by, conference_id, notifications, plan, notifications_active, version, revision, created_at, updated_at, verification_id) values (:id::text, 'bench', now() + interval '30 minutes' * :slot::int, now() + interval '30 minutes' * (:slot::int + 1), 'Europe/Berlin', '2030-01-31T19:00:00', 3600, 'en', 'Video consultation', null, null::json, null::json, 'GENESYS_CLOUD_FLOW', null::json, 'agent-' || :agent, 'AGENT', 'agent-' || :agent, array['CUSTOMER ' || :customer::text, 'AGENT agent-' || :agent], 'bench', :conference::text, '[]'::json, '{}', true, 1, 0, now(), now(), null) on conflict (verification_id) do nothing;
select pg_advisory_xact_lock(hashtextextended('bench agent-' || :agent, 2));
delete from scheduling.occupancy where appointment_id = :id::text;
insert into scheduling.occupancy (application_id, agent_id, appointment_id, during) values ('bench', 'agent-' || :agent, :id::text, tstzrange(now() + interval '30 minutes' * :slot::int, now() + interval '30 minutes' * (:slot::int + 1), '[)')) on conflict do nothing;
insert into scheduling.tickets (code, application_id, appointment_id, participant_id, expires_at, created_at) select t.code, 'bench', :id::text, nullif(t.holder, ''), now() + interval '30 minutes' * (:slot::int + 3), now() from unnest(array[left(md5(:id::text), 16)], array[:customer::text]) as t (code, holder) where false or coalesce((select s.auto_activate from scheduling.application_settings s where s.application_id = 'bench'), true);
insert into scheduling.outbox (message_id, application_id, subject, routing_key, body) values (gen_random_uuid()::text, 'bench', :id::text, 'appointment.scheduled.v1', convert_to(rpad('{', 1260, 'event '), 'UTF8'));
update scheduling.idempotency set answer = convert_to(rpad('{', 590, 'answer '), 'UTF8') where application_id = 'bench' and caller = 'bench' and operation = 'appointment.schedule' and key = :id::text;
commit;
