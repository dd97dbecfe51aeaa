-- A row of the outbox is written twice, when the event happens and when it is published, and each index is written to
-- as often. Nobody looks a row up by its message or by when it was published: the sweep goes by the id.
alter table outbox drop constraint outbox_message_id_key;
drop index outbox_published;
