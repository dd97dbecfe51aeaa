-- Whether somebody came since the appointment has its present time: a conference before a move is none of the new time's.
-- The appointment's revision when the latest join was heard of, and no comparison of times: the video platform's clock is
-- not ours. Null for joins heard of before this column was there, or by a process that doesn't know it.
alter table attendances add column joined_revision integer;
