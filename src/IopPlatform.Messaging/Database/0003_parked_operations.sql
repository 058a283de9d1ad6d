-- What an operator needs to know and to decide about a message that failed. A row stays, closed, until it is pruned.
alter table parked_messages
    add column id uuid not null default gen_random_uuid(),
    add column state text not null default 'parked' constraint parked_state check (state in ('parked', 'replayed', 'discarded')),
    -- crash: the broker delivered it again and again to processes that ended while they had it in hand.
    add column error_kind text not null default 'failure' constraint parked_error_kind check (error_kind in ('failure', 'crash')),
    add column first_parked_at timestamptz not null default now(),
    -- How often it was sent to its endpoint again. attempts counts the consumer's own.
    add column tries int not null default 0,
    -- Null: only by hand.
    add column next_try_at timestamptz default now(),
    add column trace_parent text,
    add column discard_reason text,
    add column closed_at timestamptz,
    add constraint parked_discarded check ((state = 'discarded') = (discard_reason is not null)),
    add constraint parked_closed check ((state = 'parked') = (closed_at is null));
alter table parked_messages alter column first_parked_at drop default, alter column next_try_at drop default;
create unique index parked_id on parked_messages (organization_id, id);
create index parked_due on parked_messages (next_try_at) where state = 'parked' and next_try_at is not null;
create index parked_order on parked_messages (first_parked_at, id);
create index parked_age on parked_messages (closed_at) where closed_at is not null;

-- The relay sees everything about a parked message but the message.
do $$
declare
    relay text := current_database() || '_relay';
begin
    execute format('create policy relay on parked_messages to %I using (true) with check (true)', relay);
    execute format('grant delete on parked_messages to %I', relay);
    execute format('grant update (tries, next_try_at) on parked_messages to %I', relay);
    execute format(
        'grant select (organization_id, id, message_id, endpoint, message_type, state, error_kind, error_type, attempts, tries, '
        'parked_at, first_parked_at, next_try_at, closed_at, discard_reason, trace_parent) on parked_messages to %I', relay);
end $$;
