-- Envelope encryption. A protected column holds: version byte 249, key id (16 bytes), nonce (12), tag (16), ciphertext.
-- Each organization has data keys of its own, kept here under the platform key, which is in no database.
create table data_keys (
    organization_id uuid not null,
    id uuid not null,
    purpose text not null check (purpose in ('record', 'counseling-note', 'search')),
    -- Counts the keys of a purpose; the highest is written with, all are read with.
    number int not null check (number > 0),
    -- The id of the platform key that wraps it.
    platform_key text not null,
    wrapped bytea not null,
    created_at timestamptz not null,
    primary key (organization_id, id),
    constraint data_key_number unique (organization_id, purpose, number)
);
call iop.tenant_table('data_keys');

-- The relay's role sees which keys there are, to find out where work is left, but never a wrapped key.
do $$
begin
    execute format('create policy relay on data_keys for select to %I using (true)', current_database() || '_relay');
    execute format('grant select (organization_id, id, purpose, number, platform_key, created_at) on data_keys to %I',
        current_database() || '_relay');
end $$;

create function iop.is_sealed(value bytea) returns boolean
language sql immutable as $$ select octet_length(value) >= 45 and get_byte(value, 0) = 249 $$;

-- Whether a protected value changed at most its key. The database cannot read it; but the same text has the same length.
create function iop.is_rekeyed(before bytea, after bytea) returns boolean
language sql immutable as $$
    select before is not distinct from after
        or (iop.is_sealed(after)
            and octet_length(after) = octet_length(before) + case when iop.is_sealed(before) then 0 else 45 end)
$$;

-- Whether an update does nothing but encrypt the named columns again, in a transaction that says that it does.
create function iop.is_rekeying(before record, after record, columns text[]) returns boolean
language plpgsql stable as $$
declare
    former jsonb := to_jsonb(before);
    latter jsonb := to_jsonb(after);
begin
    return coalesce(current_setting('app.rekeying', true), '') = 'on'
        and former - columns = latter - columns
        and (select bool_and(iop.is_rekeyed((former ->> name)::bytea, (latter ->> name)::bytea)) from unnest(columns) as name);
end $$;

-- For tables whose rows never change otherwise; the trigger's arguments are the protected columns.
create function iop.only_rekeyed() returns trigger
language plpgsql as $$
begin
    if not iop.is_rekeying(old, new, tg_argv) then
        raise exception 'rows of % do not change', tg_table_name using errcode = 'IOP02';
    end if;
    return new;
end $$;

-- Turns columns into protected ones. What they hold becomes plain bytes, which the migrations process encrypts before any
-- service starts; from now on only envelopes can be written.
create procedure iop.protect(name text, variadic columns text[])
language plpgsql as $$
declare
    app text := current_database() || '_app';
    col text;
begin
    foreach col in array columns loop
        execute format('alter table %I alter column %I type bytea using convert_to(%I::text, ''UTF8'')', name, col, col);
        execute format('alter table %I add constraint %I check (%I is null or iop.is_sealed(%I)) not valid',
            name, name || '_' || col || '_sealed', col, col);
    end loop;
    if not has_table_privilege(app, name, 'update') then
        execute format('grant update (%s) on %I to %I', (select string_agg(quote_ident(c), ', ') from unnest(columns) as c), name, app);
        execute format('create trigger only_rekeyed before update on %I for each row execute function iop.only_rekeyed(%s)',
            name, (select string_agg(quote_literal(c), ', ') from unnest(columns) as c));
    end if;
end $$;
