-- From admission to discharge.

create table episodes (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    referral_id uuid not null,
    site_id uuid not null,
    program_id uuid not null,
    track_id uuid,
    level_of_care text not null,
    -- When the review that set the level was decided; an older decision that arrives later changes nothing.
    level_decided_at timestamptz not null,
    age_group text not null check (age_group in ('adult', 'adolescent')),
    admitted_on date not null,
    primary_therapist_id uuid not null,
    -- The newest score of each instrument at admission.
    baseline jsonb not null,
    closed_on date,
    close_reason text,
    opened_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id),
    constraint episode_referral unique (organization_id, referral_id),
    check ((closed_on is null) = (close_reason is null)),
    foreign key (organization_id, patient_id) references patients (organization_id, id),
    foreign key (organization_id, referral_id) references referrals (organization_id, id)
);
-- A patient has one open episode at most.
create unique index episode_open on episodes (organization_id, patient_id) where closed_on is null;
create index episodes_arrival on episodes (organization_id, opened_at desc, id desc);
create index episodes_site on episodes (organization_id, site_id, opened_at desc, id desc);
call iop.tenant_table('episodes', site_column => 'site_id', patient_column => 'patient_id');
