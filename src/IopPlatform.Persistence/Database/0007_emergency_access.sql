-- Who may look, in an emergency, at one patient who is out of their reach, and how long (docs/decisions/0012-break-the-glass.md).
-- Intake opens an access; every other service keeps it by its event. A row holds the highest version that has arrived.
create table emergency_accesses (
    organization_id uuid not null,
    id uuid not null,
    -- The staff member.
    subject text not null,
    patient_id uuid not null,
    -- The patient's site.
    site_id uuid not null,
    opened_at timestamptz not null,
    -- From here on (inclusive) it opens nothing.
    until timestamptz not null,
    version bigint not null,
    primary key (organization_id, id),
    check (until <= opened_at + interval '4 hours')
);
create index emergency_accesses_subject on emergency_accesses (organization_id, subject, until);
call iop.tenant_table('emergency_accesses', privileges => 'select, insert, update');

-- What the caller of this statement has opened. A statement says so itself, with its caller and its time: only reads do, of
-- endpoints that are marked for it, so a change never meets an opened row.
create function iop.opened() returns table (patient_id uuid, site_id uuid)
language plpgsql stable as $$
begin
    if coalesce(current_setting('app.emergency_subject', true), '') = '' then
        return;
    end if;
    return query
        select access.patient_id, access.site_id from public.emergency_accesses access
        where access.organization_id = nullif(current_setting('app.organization_id', true), '')::uuid
          and access.subject = current_setting('app.emergency_subject', true)
          and access.opened_at <= current_setting('app.emergency_at')::timestamptz
          and access.until > current_setting('app.emergency_at')::timestamptz;
end $$;

create function iop.opened_patients() returns uuid[]
language sql stable as 'select array(select patient_id from iop.opened())';

-- The sites of those patients: a chart names its site and goes by its time zone.
create function iop.opened_sites() returns uuid[]
language sql stable as 'select array(select site_id from iop.opened())';

-- What opens a row beside the caller's own sites: null where nothing does, as in a table with a site but without a patient.
create function iop.opened_by_emergency(site_column text, patient_column text) returns text
language sql immutable as $$
    select case
        when patient_column is not null then format('%I = any ((select iop.opened_patients())::uuid[])', patient_column)
        when site_column = 'id' then 'id = any ((select iop.opened_sites())::uuid[])'
    end
$$;

-- As in 0001_tenancy.sql, with the opened rows beside those of the caller's sites.
create or replace procedure iop.tenant_table(
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
            'else %I = any (string_to_array(nullif(current_setting(''app.site_ids'', true), ''''), '','')::uuid[]) end%s)',
            name, app, site_column, coalesce(' or ' || iop.opened_by_emergency(site_column, patient_column), ''));
    end if;
    if patient_column is not null then
        execute format(
            'create policy patient on %I as restrictive to %I using (case coalesce(current_setting(''app.patient_id'', true), '''') '
            'when '''' then true '
            'else %I = current_setting(''app.patient_id'', true)::uuid end)', name, app, patient_column);
    end if;
    execute format('grant %s on %I to %I', privileges, name, app);
end $$;

-- The tables that a database has already. Which column names site and patient stands in their policies.
do $$
declare
    policy_of record;
begin
    for policy_of in
        select site.tablename, site.qual,
            iop.opened_by_emergency(
                (regexp_match(site.qual, 'ELSE \((\w+) = '))[1], (regexp_match(patient.qual, 'ELSE \((\w+) = '))[1]) as opened
        from pg_policies site
        left join pg_policies patient
            on patient.schemaname = site.schemaname and patient.tablename = site.tablename and patient.policyname = 'patient'
        where site.schemaname = 'public' and site.policyname = 'site'
    loop
        if policy_of.opened is not null then
            execute format('alter policy site on %I using (%s or %s)', policy_of.tablename, policy_of.qual, policy_of.opened);
        end if;
    end loop;
end $$;
