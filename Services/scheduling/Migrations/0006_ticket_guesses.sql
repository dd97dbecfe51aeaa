-- How often codes were asked for that no room link has, by client address: a table that never grows beyond its
-- counters. An address is counted under a keyed hash of few bits, so none rests here.
create table ticket_guesses (
    bucket bigint primary key check (bucket between 0 and 1048575),
    window_start timestamptz not null,
    guesses bigint not null check (guesses > 0)
);

-- No row belongs to an application: background work alone counts.
alter table ticket_guesses enable row level security;
alter table ticket_guesses force row level security;
create policy background on ticket_guesses to scheduling_background using (true);
create policy owner on ticket_guesses to scheduling_owner using (true);
