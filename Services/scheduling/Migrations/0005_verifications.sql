-- The verification that a customer booked with: one books at most one appointment, whoever asks at the same time.
-- Written last by the booking's own transaction, so a booking that fails leaves the verification as it was.
alter table appointments add column verification_id text;
alter table appointments add constraint verification_books_once unique (verification_id);
