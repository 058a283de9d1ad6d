-- Schema auth is the service's own; row-level security has no organization to compare with there.
do $$
begin
    execute format('grant usage on schema auth to %I', current_database() || '_app');
    execute format('grant select, insert, update, delete on all tables in schema auth to %I', current_database() || '_app');
end $$;

alter table memberships add foreign key (person_id) references auth.people (id);
alter table patient_accounts add foreign key (person_id) references auth.people (id);

-- While somebody signs in, no organization is chosen yet, and the policies of the directory show nothing. Two functions answer
-- the two questions of that moment and no others: where does this person belong, and whose is this invitation. They run as the
-- owner, a role nobody can sign in as; the service itself still cannot list the memberships of more than one organization.
do $$
declare
    name text;
begin
    foreach name in array array['organizations', 'memberships', 'patient_accounts', 'portal_invitations'] loop
        execute format('create policy sign_in on %I for select to %I using (true)', name, current_database() || '_owner');
    end loop;
end $$;

-- Everything a person belongs to, also what has ended.
create function auth.reaches_of(person uuid)
returns table (
    organization_id uuid, organization_name text, display_name text, roles text[], site_ids uuid[], patient_id uuid,
    active boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.organization_id, o.name, m.display_name, m.roles, m.site_ids, null::uuid, m.active
    from memberships m join organizations o on o.organization_id = m.organization_id
    where m.person_id = person
    union all
    select a.organization_id, o.name, a.display_name, array['patient'], null, a.patient_id, a.active
    from patient_accounts a join organizations o on o.organization_id = a.organization_id
    where a.person_id = person
$$;

-- The organization whose open invitation has this hash.
create function auth.organization_of_invitation(hash text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select organization_id from portal_invitations where code_hash = hash and state = 'open' limit 1
$$;

revoke execute on function auth.reaches_of(uuid), auth.organization_of_invitation(text) from public;
do $$
begin
    execute format(
        'grant execute on function auth.reaches_of(uuid), auth.organization_of_invitation(text) to %I',
        current_database() || '_app');
end $$;
