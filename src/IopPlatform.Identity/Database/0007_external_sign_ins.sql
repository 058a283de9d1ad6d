-- An administrator's word that a member may link an external sign-in without a local one before: at the next external sign-in
-- whose verified e-mail is the member's. The links themselves are ASP.NET Core Identity's table auth.person_logins.
create table external_sign_in_invitations (
    organization_id uuid not null,
    person_id uuid not null,
    expires_at timestamptz not null,
    primary key (organization_id, person_id),
    foreign key (organization_id, person_id) references memberships
);
call iop.tenant_table('external_sign_in_invitations');

-- Whoever comes back from a provider has chosen no organization yet: this answers whose word there is for the person, and nothing else.
do $$
begin
    execute format('create policy sign_in on external_sign_in_invitations for select to %I using (true)', current_database() || '_owner');
end $$;

create function auth.external_sign_in_invitation(person uuid, at timestamptz) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select i.organization_id
    from external_sign_in_invitations i join memberships m using (organization_id, person_id)
    where i.person_id = person and i.expires_at > at and m.active limit 1
$$;

revoke execute on function auth.external_sign_in_invitation(uuid, timestamptz) from public;
do $$
begin
    execute format('grant execute on function auth.external_sign_in_invitation(uuid, timestamptz) to %I', current_database() || '_app');
end $$;
