-- Roles, schemas and rights of the suite, in the database psql is connected to. Run by the superuser; may be repeated.
--
--   psql -v ON_ERROR_STOP=1 -v scheduling_password=… -v participants_password=… -v calendar_password=… \
--        -v notifications_password=… -v migrator_password=… -f roles.sql
--
-- Per service s: s_owner owns schema s and cannot log in; s logs in, owns nothing and sees only the applications set
-- for its transaction; s_background, taken with `set role`, sees every row. migrator may become each owner.

set client_min_messages = warning;

-- Two set-ups at once take turns. Roles belong to the cluster, so the lock is on a table that all databases share:
-- an advisory lock would hold for this database only.
begin;
lock table pg_catalog.pg_authid in share row exclusive mode;

create temporary table service on commit drop as
select unnest(array['scheduling', 'participants', 'calendar', 'notifications']) as name;

-- Roles.
select format('create role %I nologin', role)
from (select name || suffix as role from service, unnest(array['_owner', '_background']) as suffix
      union all select name from service
      union all select 'migrator') as wanted
where not exists (select from pg_roles where rolname = role)
\gexec

select format('alter role %I nologin noinherit nosuperuser nocreatedb nocreaterole nobypassrls', name || suffix)
from service, unnest(array['_owner', '_background']) as suffix
\gexec

alter role scheduling login noinherit nosuperuser nocreatedb nocreaterole nobypassrls password :'scheduling_password';
alter role participants login noinherit nosuperuser nocreatedb nocreaterole nobypassrls password :'participants_password';
alter role calendar login noinherit nosuperuser nocreatedb nocreaterole nobypassrls password :'calendar_password';
alter role notifications login noinherit nosuperuser nocreatedb nocreaterole nobypassrls password :'notifications_password';
alter role migrator login noinherit nosuperuser nocreatedb nocreaterole nobypassrls password :'migrator_password';

-- A login may become its own background role and nothing else.
select format('grant %I to %I', name || '_background', name) from service
\gexec
select format('grant %I to migrator', name || '_owner') from service
\gexec

-- Queries name their tables without the schema; the login's path holds for its background role, too.
select format('alter role %I set search_path = %I, extensions', name, name) from service
\gexec

-- Nobody gets anything for being somebody.
select format('revoke all on database %I from public', current_database())
\gexec
revoke all on schema public from public;
select format('grant connect on database %I to %I', current_database(), role)
from (select name as role from service union all select 'migrator') as logins
\gexec

-- Extensions, usable by all.
create schema if not exists extensions;
create extension if not exists btree_gist schema extensions;
select format('grant usage on schema extensions to %I', name || suffix)
from service, unnest(array['', '_owner', '_background']) as suffix
\gexec

-- Schemas, and rights on what the migrations will make in them.
select format('create schema if not exists %I authorization %I', name, name || '_owner') from service
\gexec
select format('revoke all on schema %I from public', name) from service
\gexec
select format('grant usage on schema %I to %I', name, name || suffix)
from service, unnest(array['', '_background']) as suffix
\gexec
select format('alter default privileges for role %I in schema %I grant %s to %I', name || '_owner', name, rights, name || suffix)
from service, unnest(array['', '_background']) as suffix,
     unnest(array['select, insert, update, delete on tables', 'usage on sequences']) as rights
\gexec

commit;
