-- How a new staff member comes to a password: a one-time link that the administrator hands over. One is open at a time.
create table staff_invitations (
    organization_id uuid not null,
    person_id uuid not null,
    -- Lower-case hexadecimal SHA-256 of the code in the link; the code itself is known to whoever has the link only.
    code_hash text not null,
    expires_at timestamptz not null,
    primary key (organization_id, person_id),
    foreign key (organization_id, person_id) references memberships
);
create unique index staff_invitations_code on staff_invitations (code_hash);
call iop.tenant_table('staff_invitations');

-- Whoever opens the link has chosen no organization yet: this answers whose link it is, and nothing else.
do $$
begin
    execute format('create policy sign_in on staff_invitations for select to %I using (true)', current_database() || '_owner');
end $$;

create function auth.staff_invitation(hash text) returns table (organization_id uuid, person_id uuid, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select organization_id, person_id, expires_at from staff_invitations where code_hash = hash
$$;

revoke execute on function auth.staff_invitation(text) from public;
do $$
begin
    execute format('grant execute on function auth.staff_invitation(text) to %I', current_database() || '_app');
end $$;
