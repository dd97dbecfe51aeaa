-- The primary key began with the application, and a plan made while the table was empty took it for what is asked for by
-- the appointment. Now it is the index for that.
drop index occupancy_by_appointment;
alter table occupancy drop constraint occupancy_pkey;
alter table occupancy add primary key (appointment_id, agent_id);

-- The same rule, found by a number first: GiST compares texts slowly, and all entries of an application began with the
-- same one. The names themselves follow, so that agents whose hashes are equal don't meet.
alter table occupancy drop constraint agent_slot_free;
alter table occupancy add constraint agent_slot_free exclude using gist (
    (hashtextextended(agent_id, 0)) with =, during with &&, agent_id with =, application_id with =);
