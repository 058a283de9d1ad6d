-- What a queued message waits for although it is due; null while it waits for its time alone. It says something of a queued
-- message only.
alter table notifications add column waits_for text check (waits_for in ('disclosure-decision'));
