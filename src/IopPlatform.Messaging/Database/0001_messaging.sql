-- The outbox is a log: rows are marked, not deleted, so that a new consumer or a lost broker disk can be made whole.
create table outbox (
    organization_id uuid not null,
    id bigint generated always as identity,
    message_id uuid not null,
    message_type text not null,
    body json not null,
    trace_parent text,
    created_at timestamptz not null,
    sent_at timestamptz,
    primary key (created_at, id)
) partition by range (created_at);
create index outbox_unsent on outbox (id) where sent_at is null;
create index outbox_message on outbox (message_id);
call iop.tenant_table('outbox', privileges => 'insert');
call iop.relay_table('outbox', 'select, insert, update');

-- A row outside the prepared months still finds a place.
create table outbox_default partition of outbox default;

-- Prepares the monthly partitions of a table from this month on; the migrations process calls it at each start.
create procedure iop.prepare_outbox_months(months int)
language plpgsql as $$
declare
    first date := date_trunc('month', now() at time zone 'utc')::date;
    month date;
begin
    for n in 0..months - 1 loop
        month := first + make_interval(months => n);
        if to_regclass('outbox_' || to_char(month, 'YYYY_MM')) is null then
            execute format('create table %I partition of outbox for values from (%L) to (%L)',
                'outbox_' || to_char(month, 'YYYY_MM'), month::text || ' 00:00+00', (month + interval '1 month')::date::text || ' 00:00+00');
        end if;
    end loop;
end $$;

-- Which endpoint of this service has handled which message. Written in the transaction of the effects.
create table inbox (
    organization_id uuid not null,
    message_id uuid not null,
    endpoint text not null,
    handled_at timestamptz not null,
    constraint inbox_message primary key (organization_id, message_id, endpoint)
);
create index inbox_age on inbox (handled_at);
call iop.tenant_table('inbox', privileges => 'select, insert');
call iop.relay_table('inbox', 'select, delete');

-- What falls due: a message that is moved into the outbox when its time has come. No timer in a process carries a duty.
create table due (
    organization_id uuid not null,
    key text not null,
    due_at timestamptz not null,
    version bigint not null,
    message_type text not null,
    body json not null,
    primary key (organization_id, key)
);
create index due_time on due (due_at);
call iop.tenant_table('due');
-- Update is needed to lock the rows that are moved.
call iop.relay_table('due', 'select, update, delete');

-- Messages that failed after their retries, kept with what is needed to try again.
create table parked_messages (
    organization_id uuid not null,
    message_id uuid not null,
    endpoint text not null,
    message_type text not null,
    body json not null,
    error_type text not null,
    attempts int not null,
    parked_at timestamptz not null,
    primary key (organization_id, message_id, endpoint)
);
call iop.tenant_table('parked_messages');
