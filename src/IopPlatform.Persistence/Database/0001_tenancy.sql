-- What every database of the platform begins with. The database is named like its service (iop_intake), and its four roles
-- like the database: iop_intake_owner, _migrator, _app, _relay.
create schema iop;

-- Protects a table: row-level security on and forced, one organization per batch, optionally narrowed to the caller's sites
-- and, for patients, to their own rows; and grants it to the service.
create procedure iop.tenant_table(
    name text,
    site_column text default null,
    patient_column text default null,
    privileges text default 'select, insert, update, delete')
language plpgsql as $$
declare
    app text := current_database() || '_app';
begin
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
        'create policy organization on %I to %I '
        'using (organization_id = nullif(current_setting(''app.organization_id'', true), '''')::uuid) '
        'with check (organization_id = nullif(current_setting(''app.organization_id'', true), '''')::uuid)', name, app);
    if site_column is not null then
        execute format(
            'create policy site on %I as restrictive to %I using (case current_setting(''app.site_ids'', true) '
            'when ''*'' then true '
            'else %I = any (string_to_array(nullif(current_setting(''app.site_ids'', true), ''''), '','')::uuid[]) end)',
            name, app, site_column);
    end if;
    if patient_column is not null then
        execute format(
            'create policy patient on %I as restrictive to %I using (case coalesce(current_setting(''app.patient_id'', true), '''') '
            'when '''' then true '
            'else %I = current_setting(''app.patient_id'', true)::uuid end)', name, app, patient_column);
    end if;
    execute format('grant %s on %I to %I', privileges, name, app);
end $$;

-- Opens a table to the relay, which works for all organizations but on few tables.
create procedure iop.relay_table(name text, privileges text)
language plpgsql as $$
begin
    execute format('create policy relay on %I to %I using (true) with check (true)', name, current_database() || '_relay');
    execute format('grant %s on %I to %I', privileges, name, current_database() || '_relay');
end $$;

-- Breaks the batch when an optimistic update has not met its one row. IOP01 is the platform's own error code.
create function iop.must_be_one(changed bigint) returns void
language plpgsql as $$
begin
    if changed <> 1 then
        raise exception 'expected one changed row, but there were %', changed using errcode = 'IOP01';
    end if;
end $$;

do $$
begin
    execute format('grant usage on schema iop to %I, %I', current_database() || '_app', current_database() || '_relay');
    execute format('grant usage on schema public to %I, %I', current_database() || '_app', current_database() || '_relay');
end $$;
