-- Who belongs where: organizations, their sites, the people who work there, and the patients who may use the portal.
-- The people themselves (sign-in, password) stand in schema auth, because a person is not of one organization.
create table organizations (
    organization_id uuid primary key,
    name text not null,
    support_phone text not null,
    version bigint not null
);
call iop.tenant_table('organizations');

create table sites (
    organization_id uuid not null references organizations,
    id uuid not null,
    name text not null,
    -- IANA zone: it rules the local times and weeks of everything that happens at the site.
    time_zone text not null check (time_zone like '%/%'),
    phone text not null,
    active boolean not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('sites', site_column => 'id');

-- A staff member: a person's membership in an organization, with name, reach and credential there. It is one row, so that
-- StaffChanged has one version to count.
create table memberships (
    organization_id uuid not null references organizations,
    person_id uuid not null,
    display_name text not null,
    email text not null,
    roles text[] not null check (
        cardinality(roles) > 0
        and roles <@ array[
            'intake-coordinator', 'therapist', 'medical-director', 'utilization-reviewer', 'site-manager', 'compliance-officer']),
    -- Null reaches all sites of the organization.
    site_ids uuid[] check (cardinality(site_ids) > 0),
    credential text,
    needs_cosign boolean not null,
    active boolean not null,
    version bigint not null,
    primary key (organization_id, person_id)
);
-- For signing in, when the person is known and the organization is not.
create index memberships_person on memberships (person_id);
call iop.tenant_table('memberships');

-- The latest word of Intake about a patient's access to the portal. The version is that of Intake's events; a revocation that
-- overtakes its invitation stands here without one.
create table portal_invitations (
    organization_id uuid not null,
    patient_id uuid not null,
    version bigint not null,
    state text not null check (state in ('open', 'redeemed', 'revoked')),
    -- Lower-case hexadecimal SHA-256 of the one-time code; the code itself is known to the patient only.
    code_hash text,
    email text,
    display_name text,
    birth_date date,
    expires_at timestamptz,
    tries_left int not null check (tries_left between 0 and 5),
    primary key (organization_id, patient_id),
    check (state <> 'open' or num_nulls(code_hash, email, display_name, birth_date, expires_at) = 0)
);
-- For redeeming, when the code is all that is known.
create index portal_invitations_code on portal_invitations (code_hash);
call iop.tenant_table('portal_invitations', patient_column => 'patient_id');

-- A patient who redeemed an invitation, and the person they sign in as.
create table patient_accounts (
    organization_id uuid not null references organizations,
    patient_id uuid not null,
    person_id uuid not null,
    display_name text not null,
    email text not null,
    -- The version of the invitation that was redeemed; only a later revocation ends the account.
    granted_version bigint not null,
    active boolean not null,
    version bigint not null,
    primary key (organization_id, patient_id),
    -- A token carries one patient, so a person is at most one patient of an organization.
    constraint patient_accounts_person unique (organization_id, person_id)
);
create index patient_accounts_by_person on patient_accounts (person_id);
call iop.tenant_table('patient_accounts', patient_column => 'patient_id');
