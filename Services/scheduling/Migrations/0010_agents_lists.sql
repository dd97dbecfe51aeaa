-- An agent's list is found by indexes: by the organizer, by the assigned agent, and among the few appointments that can
-- have another agent, for which the list of participants is looked at. An index of that list itself would be of no use:
-- under row-level security the planner takes only leakproof operators to an index, and @> of arrays is none.
alter table appointments add column may_have_more_agents boolean not null
    generated always as (cardinality(participants) > 2 or assigned_agent_id is null) stored;
create index appointments_by_assigned_agent on appointments (application_id, assigned_agent_id, start_at)
    where cancelled_at is null;
create index appointments_with_more_agents on appointments (application_id)
    where may_have_more_agents and cancelled_at is null;
