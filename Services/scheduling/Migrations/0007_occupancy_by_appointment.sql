-- What an appointment occupies is asked for by the appointment: by every booking and change before it occupies anew, by
-- every cancellation, and by the reference when an appointment's row goes. The primary key begins with the agent, so it
-- had to be searched through for all of the application.
create index occupancy_by_appointment on occupancy (appointment_id);
