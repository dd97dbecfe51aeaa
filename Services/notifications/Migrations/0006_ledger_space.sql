-- A message's row is written anew when it is claimed, marked and ended. The mark changes no indexed column and stays on
-- its page where there is room, without new entries in the indexes.
alter table notifications set (fillfactor = 60);
