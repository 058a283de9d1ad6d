-- Patients and what belongs to them for longer than one referral.

create table patients (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    given_name text not null,
    family_name text not null,
    preferred_name text,
    birth_date date not null,
    sex_at_birth text check (sex_at_birth in ('female', 'male', 'unknown')),
    language text not null,
    registered_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('patients', site_column => 'site_id', patient_column => 'id');

create table contact_points (
    organization_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    email text,
    phone text,
    preferred_channel text not null check (preferred_channel in ('email', 'sms', 'phone', 'none')),
    version bigint not null,
    primary key (organization_id, patient_id),
    foreign key (organization_id, patient_id) references patients (organization_id, id)
);
call iop.tenant_table('contact_points', site_column => 'site_id', patient_column => 'patient_id');

-- Whether a channel reaches the patient. Apart from contact_points, because a delivery must not spoil somebody's edit; each
-- column only ever grows, so the order of deliveries and failures does not matter.
create table contact_reach (
    organization_id uuid not null,
    patient_id uuid not null,
    channel text not null,
    last_reached_at timestamptz,
    last_failed_at timestamptz,
    failure_reason text,
    version bigint not null,
    primary key (organization_id, patient_id, channel)
);
call iop.tenant_table('contact_reach', patient_column => 'patient_id');

create table coverages (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    payer text not null,
    member_id text,
    kind text not null check (kind in ('commercial', 'medicaid', 'medicare', 'self-pay', 'other')),
    effective_from date not null,
    recorded_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id),
    foreign key (organization_id, patient_id) references patients (organization_id, id)
);
create index coverages_patient on coverages (organization_id, patient_id, effective_from);
call iop.tenant_table('coverages', site_column => 'site_id', patient_column => 'patient_id');

create table authorizations (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    payer text not null,
    number text not null,
    units_approved int not null check (units_approved > 0),
    valid_from date not null,
    valid_to date not null check (valid_to >= valid_from),
    version bigint not null,
    primary key (organization_id, id),
    constraint authorization_number unique (organization_id, patient_id, payer, number),
    foreign key (organization_id, patient_id) references patients (organization_id, id)
);
call iop.tenant_table('authorizations', site_column => 'site_id', patient_column => 'patient_id');

-- The elements that 42 CFR 2.31 wants a written consent to have. Given once, revoked at most once, never deleted.
create table consents (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    kind text not null check (kind in ('treatment', 'part2-tpo', 'contact', 'telehealth', 'family', 'release')),
    discloser text not null,
    recipient text not null,
    information text not null,
    purpose text not null,
    -- Last day on which it holds, at the site.
    expires_on date,
    signed_by text not null,
    signed_at timestamptz not null,
    recorded_at timestamptz not null,
    revoked_at timestamptz,
    version bigint not null,
    primary key (organization_id, id),
    foreign key (organization_id, patient_id) references patients (organization_id, id)
);
create index consents_patient on consents (organization_id, patient_id, kind);
call iop.tenant_table('consents', site_column => 'site_id', patient_column => 'patient_id');

-- The current invitation to the portal. A new one replaces it; the code itself is never stored.
create table portal_invitations (
    organization_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    email text not null,
    code_hash text not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, patient_id),
    foreign key (organization_id, patient_id) references patients (organization_id, id)
);
call iop.tenant_table('portal_invitations', site_column => 'site_id', patient_column => 'patient_id');
